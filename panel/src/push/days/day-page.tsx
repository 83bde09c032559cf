import { Anchor, Button, Divider, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { modals } from '@mantine/modals';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PushDayReport } from '../../api/client.ts';
import { formatFileSize } from '../../format/numbers.ts';
import { formatLongDay, formatTime, monthOf, warsawDay } from '../../format/warsaw-time.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { mayChangeServices, useSession } from '../../session/session.ts';
import { type Column, DataList, Fact, Facts } from '../../ui/data-list.tsx';
import { ListSkeleton, LoadError, RequestFailed, useNotices } from '../../ui/feedback.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { FailureAlert, NotVerifiedAlert, useDateAndTime } from '../push-failure.tsx';
import { usePushDay, useSendDay } from '../use-push.ts';
import { DayBadge, SendingProgress, shownState } from './day-state.tsx';
import { Packages } from './packages.tsx';

const route = getRouteApi('/signed-in/account/push/$day');

/** One day: its state, calls and recordings against deliveries, missing recordings, packages. */
export function DayPage() {
  const { day } = route.useParams();
  const { t } = useTranslation();
  const { language } = useLanguage();
  const report = usePushDay(day);
  return (
    <Stack>
      <Anchor size="sm" renderRoot={(props) => <Link to="/account/push" search={{ month: monthOf(day) }} {...props} />}>
        ← {t('push.day.back')}
      </Anchor>
      <PageHeader title={t('push.day.title', { date: formatLongDay(day, language) })} />
      {report.isPending && <ListSkeleton label={t('push.day.loading')} />}
      {report.isError && <LoadError error={report.error} onRetry={() => void report.refetch()} />}
      {report.data !== undefined && <Report report={report.data} />}
    </Stack>
  );
}

function Report({ report }: { report: PushDayReport }) {
  const { t } = useTranslation();
  const { state, notVerified, failure, progress, missing, missingRecordings, packages } = report;
  return (
    <>
      <Paper p="lg">
        <Stack gap="sm" align="stretch">
          <div>
            <DayBadge of={report} />
          </div>
          <Text size="sm">{t(`push.stateTexts.${shownState(report)}`)}</Text>
          {notVerified !== null && <NotVerifiedAlert reason={notVerified} />}
          {progress !== null && state === 'sending' && <SendingProgress progress={progress} />}
          {failure !== null && <FailureAlert title={t('push.day.lastFailed')} failure={failure} nextAttemptAt={null} />}
          <SendDay report={report} />
        </Stack>
      </Paper>
      <Reconciliation report={report} />
      {missingRecordings.length > 0 && <MissingRecordings recordings={missingRecordings} missing={missing} />}
      <Paper component="section" p="lg">
        <Title order={2} mb="md">
          {t('push.day.packagesTitle')}
        </Title>
        {packages.length === 0 ? <Text size="sm">{t('push.day.noPackages')}</Text> : <Packages packages={packages} />}
      </Paper>
    </>
  );
}

/** For admins: sends what is missing at once, or the whole day again after a confirmation. */
function SendDay({ report }: { report: PushDayReport }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const notices = useNotices();
  const send = useSendDay(() => notices.done(t('push.day.started')));
  const { day, missing, recordings, sizeBytes } = report;
  const isOver = day < warsawDay(new Date());
  if (!mayChangeServices(useSession().user) || recordings === 0 || !isOver) return null;
  const begin = (what: 'missing' | 'all') => send.mutate({ params: { path: { day } }, body: { what } });
  const ask = () =>
    modals.openConfirmModal({
      title: t('push.day.sendAllTitle'),
      children: (
        <Text size="sm">{t('push.day.sendAllText', { recordings, size: formatFileSize(sizeBytes, language) })}</Text>
      ),
      labels: { confirm: t('push.day.confirm'), cancel: t('dialog.cancel') },
      onConfirm: () => begin('all'),
    });
  return (
    <Stack gap="sm">
      <Group>
        {missing > 0 && (
          <Button leftSection={<Icon name="send" />} loading={send.isPending} onClick={() => begin('missing')}>
            {t('push.day.sendMissingCount', { missing })}
          </Button>
        )}
        <Button variant="default" leftSection={<Icon name="refresh" />} loading={send.isPending} onClick={ask}>
          {t('push.day.sendAll')}
        </Button>
      </Group>
      <RequestFailed error={send.error} />
    </Stack>
  );
}

const RECONCILIATION_ID = 'push-reconciliation';

/** Numbers of calls, recordings and delivered recordings. */
function Reconciliation({ report }: { report: PushDayReport }) {
  const { t } = useTranslation();
  const when = useDateAndTime();
  const { calls, recordings, delivered, missing, deliveredAt, destroyedUndelivered: destroyed } = report;
  return (
    <Paper component="section" aria-labelledby={RECONCILIATION_ID} p="lg">
      <Title order={2} id={RECONCILIATION_ID}>
        {t('push.day.reconciliation')}
      </Title>
      <Divider my="md" />
      <Facts>
        <Fact name={t('push.day.calls')}>
          {calls.total}
          <Note text={t('push.day.recorded', { recorded: calls.recorded })} />
          {calls.withoutRecording.map((it) => (
            <Note
              key={it.reason}
              text={t('push.day.because', { reason: t(`recording.noneBecause.${it.reason}`), count: it.count })}
            />
          ))}
        </Fact>
        <Fact name={t('push.day.recordings')}>
          {recordings}
          {destroyed > 0 && <Note text={t('push.day.destroyed', { destroyed })} />}
        </Fact>
        <Fact name={t('push.day.delivered')}>
          {delivered}
          <Note text={missing > 0 ? t('push.day.missingCount', { missing }) : t('push.day.noneMissing')} />
          {deliveredAt !== null && <Note text={t('push.day.lastDelivery', when(deliveredAt))} />}
        </Fact>
      </Facts>
    </Paper>
  );
}

function Note({ text }: { text: string }) {
  return (
    <Text size="sm" c="dimmed">
      {text}
    </Text>
  );
}

type Missing = PushDayReport['missingRecordings'][number];

const MISSING_ID = 'push-missing';

interface MissingRecordingsProps {
  /** The first missing recordings; there may be more. */
  recordings: readonly Missing[];
  /** How many there are in all. */
  missing: number;
}

/** The recordings of the day that are not delivered. */
function MissingRecordings({ recordings, missing }: MissingRecordingsProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const columns: Column<Missing>[] = [
    {
      label: t('push.day.missing.file'),
      cell: ({ fileName }) => <span style={{ overflowWrap: 'anywhere' }}>{fileName}</span>,
    },
    { label: t('push.day.missing.startedAt'), cell: ({ startedAt }) => formatTime(startedAt, language) },
    {
      label: t('push.day.missing.size'),
      numeric: true,
      cell: ({ sizeBytes }) => formatFileSize(sizeBytes, language),
    },
  ];
  return (
    <Paper component="section" aria-labelledby={MISSING_ID} p="lg">
      <Title order={2} id={MISSING_ID} mb="md">
        {t('push.day.missingTitle')}
      </Title>
      <DataList
        label={t('push.day.missingTitle')}
        columns={columns}
        rows={recordings}
        rowKey={({ recordingId }) => recordingId}
      />
      {recordings.length < missing && (
        <Text size="sm" c="dimmed" mt="sm">
          {t('push.day.missingFirst', { shown: recordings.length, missing })}
        </Text>
      )}
    </Paper>
  );
}
