import { Anchor, Button, Skeleton, Stack, Text } from '@mantine/core';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyMessage, LoadError } from '../ui/feedback.tsx';

/** The messages of browsers when the network fails; other errors are faults of the page's code. */
const FAILED_TO_LOAD = /fetch|network|load failed/i;

/** A page that could not be loaded, or whose code failed. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Stack>
      <LoadError
        error={FAILED_TO_LOAD.test(String(error)) || !(error instanceof Error) ? error : { code: 'unknown' }}
        onRetry={retry}
      />
      <Text size="sm">
        <Anchor component="a" href="/">
          {t('notFound.back')}
        </Anchor>
      </Text>
    </Stack>
  );
}

/** Outside of the frame of the signed-in pages. */
export function RootError(props: ErrorComponentProps) {
  return (
    <main style={{ maxWidth: 640, margin: '10vh auto', padding: 16 }}>
      <RouteError {...props} />
    </main>
  );
}

/** An address that no page has. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <>
      <title>{`${t('notFound.title')} · ${t('product.name')}`}</title>
      <EmptyMessage order={1} icon="search" title={t('notFound.title')} text={t('notFound.text')}>
        <Button mt="sm" renderRoot={(props) => <Link to="/" {...props} />}>
          {t('notFound.back')}
        </Button>
      </EmptyMessage>
    </>
  );
}

/** In place of a page while its code is loaded. */
export function PageSkeleton() {
  return (
    <Stack aria-busy="true">
      <Skeleton height={34} width="min(100%, 320px)" />
      <Skeleton height={18} width="min(100%, 520px)" />
      <Skeleton height={180} radius="lg" mt="sm" />
      <Skeleton height={180} radius="lg" />
    </Stack>
  );
}
