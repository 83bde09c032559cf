import { Button, Collapse, Group, Paper, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cancellation } from '../api/client.ts';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { CANCELLATION_LOOKS } from '../services/sent-cancellations.tsx';
import { mayDecideAsOperator } from '../session/rights.ts';
import { useSession } from '../session/session.ts';
import { Icon } from '../ui/icon.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { AuthenticityBadge } from './authenticity-badge.tsx';
import { CancellationOutcome } from './cancellation-outcome.tsx';
import classes from './cancellations-page.module.css';
import { ConfirmCancellation } from './confirm-cancellation.tsx';
import { RejectCancellation } from './reject-cancellation.tsx';

/** One mail: whose wish, which service, how sure, until when, and what may be done. */
export function CancellationCard({ cancellation }: { cancellation: Cancellation }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { user } = useSession();
  const { tenant, service, sender, subject, sentAt, receivedAt, state, authenticity } = cancellation;
  const when = (instant: string) => ({ date: formatDate(instant, language), time: formatHour(instant, language) });
  return (
    <Paper component="li" p="lg">
      <div className={classes.head}>
        <div>
          <Title order={2}>{tenant?.name ?? t('operator.cancellations.unknownTenant')}</Title>
          <Text fw={600}>
            {service === null ? t('operator.cancellations.unknownService') : t(`services.names.${service}`)}
          </Text>
        </div>
        <div className={classes.badges}>
          <StatusBadge {...CANCELLATION_LOOKS[state]}>{t(`operator.cancellations.states.${state}`)}</StatusBadge>
          <AuthenticityBadge authenticity={authenticity} />
        </div>
      </div>
      <CancellationOutcome cancellation={cancellation} />
      <Text size="sm" mt="sm" style={{ overflowWrap: 'anywhere' }}>
        {t('operator.cancellations.from', { sender })} ·{' '}
        <strong>{subject || t('operator.cancellations.noSubject')}</strong>
      </Text>
      <Text size="sm" c="dimmed">
        {t('operator.cancellations.sentAt', when(sentAt))}, {t('operator.cancellations.receivedAt', when(receivedAt))}
      </Text>
      <MailBody body={cancellation.body} />
      {state === 'waiting' && mayDecideAsOperator(user) && (
        <Group mt="md">
          <ConfirmCancellation cancellation={cancellation} />
          <RejectCancellation cancellation={cancellation} />
        </Group>
      )}
    </Paper>
  );
}

function MailBody({ body }: { body: string }) {
  const { t } = useTranslation();
  const id = useId();
  const [opened, { toggle }] = useDisclosure(false);
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        ml={-8}
        mt={4}
        leftSection={<Icon name="mail" size={16} />}
        aria-expanded={opened}
        aria-controls={id}
        onClick={toggle}
      >
        {t(opened ? 'operator.cancellations.hideBody' : 'operator.cancellations.showBody')}
      </Button>
      <Collapse expanded={opened} id={id}>
        {/* A region of its own: a long mail is scrolled by keyboard too. */}
        <pre className={classes.body} tabIndex={0} role="region" aria-label={t('operator.cancellations.body')}>
          {body}
        </pre>
      </Collapse>
    </>
  );
}
