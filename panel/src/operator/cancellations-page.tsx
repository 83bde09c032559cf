import { Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cancellation } from '../api/client.ts';
import { formatTimeLeft } from '../format/numbers.ts';
import { formatDate, formatHour, formatLastDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { CANCELLATION_BADGES } from '../services/service-row.tsx';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import { EmptyMessage, ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useNarrowScreen, useNow } from '../ui/use-environment.ts';
import classes from './cancellations-page.module.css';
import { ConfirmCancellation, RejectCancellation } from './cancellation-decision.tsx';
import { ReadOnlyNote } from './read-only-note.tsx';
import { type CancellationFilter, useCancellations } from './use-operator.ts';

const FILTERS = ['waiting', 'confirmed', 'rejected', 'all'] as const;

/** Cancellations received by e-mail, to be confirmed before their deadline or rejected. */
export function CancellationsPage() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<CancellationFilter>('waiting');
  const narrow = useNarrowScreen();
  const cancellations = useCancellations(filter);
  return (
    <Stack>
      <PageHeader title={t('operator.cancellations.title')} lead={t('operator.cancellations.lead')} />
      <ReadOnlyNote />
      <SegmentedControl
        className={classes.filter}
        size={narrow ? 'xs' : 'sm'}
        aria-label={t('operator.cancellations.filter')}
        data={FILTERS.map((value) => ({ value, label: t(`operator.cancellations.filters.${value}`) }))}
        value={filter}
        onChange={setFilter}
      />
      {cancellations.isPending && <ListSkeleton label={t('operator.cancellations.loading')} />}
      {cancellations.isError && <LoadError error={cancellations.error} onRetry={() => void cancellations.refetch()} />}
      {cancellations.data !== undefined && <CancellationList cancellations={cancellations.data.cancellations} />}
    </Stack>
  );
}

function CancellationList({ cancellations }: { cancellations: readonly Cancellation[] }) {
  const { t } = useTranslation();
  if (cancellations.length === 0) {
    return (
      <Paper>
        <EmptyMessage
          icon="mail"
          title={t('operator.cancellations.empty.title')}
          text={t('operator.cancellations.empty.text')}
        />
      </Paper>
    );
  }
  return (
    <ul className={classes.list} aria-label={t('operator.cancellations.list')}>
      {cancellations.map((cancellation) => (
        <CancellationCard key={cancellation.id} cancellation={cancellation} />
      ))}
    </ul>
  );
}

/** One cancellation: customer, service, authenticity of the sender, deadline, the mail itself, buttons. */
function CancellationCard({ cancellation }: { cancellation: Cancellation }) {
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
          <StatusBadge {...CANCELLATION_BADGES[state]}>{t(`operator.cancellations.states.${state}`)}</StatusBadge>
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
  return (
    <Disclosure
      icon="mail"
      mt={4}
      show={t('operator.cancellations.showBody')}
      hide={t('operator.cancellations.hideBody')}
    >
      {() => (
        // Focusable, so that a long mail can be scrolled by keyboard.
        <pre className={classes.body} tabIndex={0} role="region" aria-label={t('operator.cancellations.body')}>
          {body}
        </pre>
      )}
    </Disclosure>
  );
}

const AUTHENTICITY_BADGES = {
  verified: { color: 'on', icon: 'check' },
  unverified: { color: 'amber', icon: 'warning' },
  forged: { color: 'off', icon: 'warning' },
} as const;

/** Whether the sender of the mail is authentic (DKIM, SPF, DMARC). */
function AuthenticityBadge({ authenticity }: Pick<Cancellation, 'authenticity'>) {
  const { t } = useTranslation();
  return (
    <StatusBadge {...AUTHENTICITY_BADGES[authenticity]}>
      {t(`operator.cancellations.authenticity.${authenticity}`)}
    </StatusBadge>
  );
}

/** The deadline of a waiting cancellation with the time left, or the decision. */
function CancellationOutcome({ cancellation }: { cancellation: Cancellation }) {
  const { state, confirmBy } = cancellation;
  if (state !== 'waiting') return <Decision cancellation={cancellation} />;
  return confirmBy === null ? null : <Deadline at={confirmBy} />;
}

function Deadline({ at }: { at: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const left = Date.parse(at) - useNow();
  const when = { date: formatDate(at, language), time: formatHour(at, language) };
  return (
    <Text mt="sm" fw={600}>
      {t('operator.cancellations.confirmBy', when)} –{' '}
      {left < 0
        ? t('operator.cancellations.overdue')
        : t('operator.cancellations.left', { left: formatTimeLeft(left, language) })}
    </Text>
  );
}

function Decision({ cancellation }: { cancellation: Cancellation }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { state, decidedAt, decidedBy, decisionNote, serviceEndsAt } = cancellation;
  const decided = {
    state: t(`operator.cancellations.states.${state}`),
    date: decidedAt === null ? '' : formatDate(decidedAt, language),
    time: decidedAt === null ? '' : formatHour(decidedAt, language),
    login: decidedBy ?? '',
  };
  return (
    <Text mt="sm" size="sm">
      {t('operator.cancellations.decided', decided)}
      {decisionNote !== null && ` – ${decisionNote}`}
      {serviceEndsAt !== null && (
        <strong> – {t('operator.cancellations.serviceEnds', { date: formatLastDay(serviceEndsAt, language) })}</strong>
      )}
    </Text>
  );
}
