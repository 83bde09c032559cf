import { Alert, Button, Paper, Skeleton, Stack, Text, ThemeIcon, Title, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemCode } from '../api/client.ts';
import { useProblemText } from '../i18n/i18n.ts';
import { Icon, type IconName } from './icon.tsx';
import { showNotice } from './notices.tsx';

const ROWS = ['first', 'second', 'third', 'fourth'] as const;

/** Placeholder of a list while it is loading; `label` is read by screen readers. */
export function ListSkeleton({ label }: { label: string }) {
  return (
    <Paper p="lg" role="status">
      <VisuallyHidden>{label}</VisuallyHidden>
      <Stack aria-hidden>
        <Skeleton height={28} width={180} />
        {ROWS.map((row) => (
          <Skeleton key={row} height={44} />
        ))}
      </Stack>
    </Paper>
  );
}

/** In a card whose heading is there already, while its content is loading. */
export function CardSkeleton() {
  return (
    <Stack aria-busy="true">
      <Skeleton height={20} width="min(100%, 280px)" />
      <Skeleton height={36} width={160} />
    </Stack>
  );
}

/** Says why the data could not be loaded, with a button to try again, or to go where the user may be. */
export function LoadError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  if (problemCode(error) === 'not-allowed') {
    return (
      <EmptyMessage icon="lock" title={t('notAllowed.title')} text={problemText(error)}>
        <Button mt="sm" renderRoot={(props) => <Link to="/" {...props} />}>
          {t('notFound.back')}
        </Button>
      </EmptyMessage>
    );
  }
  return (
    <Alert color="off" role="alert" title={t('failure.title')} icon={<Icon name="warning" />}>
      <Stack align="flex-start" gap="sm">
        <Text size="sm">{problemText(error)}</Text>
        <Button variant="default" size="xs" leftSection={<Icon name="refresh" size={16} />} onClick={onRetry}>
          {t('failure.retry')}
        </Button>
      </Stack>
    </Alert>
  );
}

interface EmptyMessageProps {
  icon: IconName;
  title: string;
  text: string;
  /** Heading level; 1 where the message is the whole page. */
  order?: 1 | 2;
  /** Buttons. */
  children?: ReactNode;
}

/** Message in place of a list or a page that has nothing to show. */
export function EmptyMessage({ icon, title, text, order = 2, children }: EmptyMessageProps) {
  return (
    <Stack align="center" gap="xs" py={56} px="md" ta="center">
      <ThemeIcon size={56} radius="xl" variant="light">
        <Icon name={icon} size={26} />
      </ThemeIcon>
      <Title order={order} mt="xs">
        {title}
      </Title>
      <Text c="dimmed" maw={420}>
        {text}
      </Text>
      {children}
    </Stack>
  );
}

/** Says why a request failed, next to its form. Renders nothing while `error` is empty. */
export function RequestFailed({ error }: { error: unknown }) {
  const problemText = useProblemText();
  if (error === null || error === undefined) return null;
  return (
    <Alert color="off" role="alert" icon={<Icon name="warning" />}>
      {problemText(error)}
    </Alert>
  );
}

/** Notifications in the corner of the screen: success, or the reason of a failure. */
export function useNotices() {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const closeButtonProps = { 'aria-label': t('dialog.closeMessage') };
  return {
    done: (message: string) => showNotice({ color: 'on', message, closeButtonProps }),
    failed: (error: unknown) => showNotice({ color: 'off', message: problemText(error), closeButtonProps }),
  };
}
