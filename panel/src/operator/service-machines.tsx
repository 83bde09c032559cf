import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatFileSize } from '../format/numbers.ts';
import { formatDate } from '../format/warsaw-time.ts';
import { formatWhen } from '../format/when.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Card } from '../ui/card.tsx';
import { type Column, DataList } from '../ui/data-list.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import type { ServiceState } from './use-service-state.ts';

/** As the service itself says it: two reports may be lost. */
const SILENT_MS = 180_000;
/** Clocks set by NTP differ by less. */
const CLOCK_TOLERANCE_MS = 2000;

type Machine = ServiceState['machines'][number];
type Recorder = ServiceState['recorders'][number];
type Job = ServiceState['jobs'][number];

export function MachinesCard({ machines, at }: { machines: readonly Machine[]; at: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const columns: Column<Machine>[] = [
    {
      label: t('serviceState.machines.host'),
      cell: ({ host, version, startedAt }) => (
        <>
          <strong>{host}</strong>
          <Text size="xs" c="dimmed">
            {t('serviceState.machines.version', { version, since: formatWhen(startedAt, language) })}
          </Text>
        </>
      ),
    },
    { label: t('serviceState.machines.roles'), cell: ({ roles }) => roles.join(', ') },
    { label: t('serviceState.machines.state'), cell: (machine) => <MachineState {...{ machine, at }} /> },
    { label: t('serviceState.machines.seen'), cell: ({ seenAt }) => formatWhen(seenAt, language) },
    {
      label: t('serviceState.machines.disk'),
      cell: ({ disk }) =>
        disk === null
          ? '–'
          : t('serviceState.machines.diskFree', {
              free: formatFileSize(disk.freeBytes, language),
              total: formatFileSize(disk.totalBytes, language),
            }),
    },
    { label: t('serviceState.machines.clock'), cell: ({ clockAheadMs }) => <ClockText aheadMs={clockAheadMs} /> },
    {
      label: t('serviceState.machines.certificates'),
      cell: ({ certificates }) =>
        certificates.length === 0
          ? '–'
          : certificates.map(({ service, expiresAt }) => (
              <div key={service}>{`${service}: ${formatDate(expiresAt, language)}`}</div>
            )),
    },
    { label: t('serviceState.machines.waiting'), numeric: true, cell: ({ waitingCalls }) => waitingCalls },
  ];
  return (
    <Card title={t('serviceState.machines.title')} list={machines.length > 0}>
      {machines.length === 0 ? (
        <Text c="dimmed">{t('serviceState.machines.none')}</Text>
      ) : (
        <DataList
          label={t('serviceState.machines.title')}
          columns={columns}
          rows={machines}
          rowKey={({ machine }) => machine}
        />
      )}
    </Card>
  );
}

function MachineState({ machine: { seenAt, checks }, at }: { machine: Machine; at: string }) {
  const { t } = useTranslation();
  if (Date.parse(at) - Date.parse(seenAt) > SILENT_MS) {
    return (
      <StatusBadge color="off" icon="warning" size="md">
        {t('serviceState.machines.silent')}
      </StatusBadge>
    );
  }
  const failed = Object.entries(checks).flatMap(([name, ok]) => (ok ? [] : [name]));
  return (
    <>
      <StatusBadge
        {...(failed.length === 0
          ? ({ color: 'on', icon: 'check' } as const)
          : ({ color: 'off', icon: 'warning' } as const))}
        size="md"
      >
        {t(failed.length === 0 ? 'serviceState.machines.ready' : 'serviceState.machines.notReady')}
      </StatusBadge>
      {failed.length > 0 && <Text size="xs">{failed.join(', ')}</Text>}
    </>
  );
}

function ClockText({ aheadMs }: { aheadMs: number | null }) {
  const { t } = useTranslation();
  if (aheadMs === null) return t('serviceState.machines.clockUnknown');
  if (Math.abs(aheadMs) <= CLOCK_TOLERANCE_MS) return t('serviceState.machines.clockRight');
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  return t(aheadMs > 0 ? 'serviceState.machines.clockAhead' : 'serviceState.machines.clockBehind', { seconds });
}

const RECORDER_BADGES = {
  'not-mirrored': { color: 'gray', icon: 'info' },
  working: { color: 'on', icon: 'check' },
  lost: { color: 'off', icon: 'warning' },
  'to-be-taken-over': { color: 'off', icon: 'clock' },
  'being-taken-over': { color: 'amber', icon: 'refresh' },
  'taken-over': { color: 'gray', icon: 'archive' },
} as const;

export function RecordersCard({ recorders }: { recorders: readonly Recorder[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const when = (instant: string | null, none: string): string =>
    instant === null ? none : formatWhen(instant, language);
  const columns: Column<Recorder>[] = [
    {
      label: t('serviceState.recorders.id'),
      cell: ({ recorderId }) => (
        <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {recorderId}
        </Text>
      ),
    },
    {
      label: t('serviceState.recorders.state'),
      cell: ({ state }) => (
        <StatusBadge {...RECORDER_BADGES[state]} size="md">
          {t(`serviceState.recorders.states.${state}`)}
        </StatusBadge>
      ),
    },
    { label: t('serviceState.recorders.seen'), cell: ({ seenAt }) => when(seenAt, '–') },
    {
      label: t('serviceState.recorders.oldest'),
      cell: ({ unarchivedSince }) => when(unarchivedSince, t('serviceState.recorders.nothing')),
    },
    { label: t('serviceState.recorders.lease'), cell: ({ leaseUntil }) => when(leaseUntil, '–') },
  ];
  return (
    <Card title={t('serviceState.recorders.title')} list={recorders.length > 0}>
      {recorders.length === 0 ? (
        <Text c="dimmed">{t('serviceState.recorders.none')}</Text>
      ) : (
        <DataList
          label={t('serviceState.recorders.title')}
          columns={columns}
          rows={recorders}
          rowKey={({ recorderId }) => recorderId}
        />
      )}
    </Card>
  );
}

export function JobsCard({ state: { jobs, retention, at } }: { state: ServiceState }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const isLate = ({ lateFrom }: Job): boolean => lateFrom <= at;
  const columns: Column<Job>[] = [
    {
      label: t('serviceState.jobs.name'),
      cell: ({ name }) => (
        <Text ff="monospace" size="sm">
          {name}
        </Text>
      ),
    },
    {
      label: t('serviceState.jobs.state'),
      cell: (job) => (
        <StatusBadge
          {...(isLate(job) ? ({ color: 'off', icon: 'warning' } as const) : ({ color: 'on', icon: 'check' } as const))}
          size="md"
        >
          {t(isLate(job) ? 'serviceState.jobs.late' : 'serviceState.jobs.onTime')}
        </StatusBadge>
      ),
    },
    {
      label: t('serviceState.jobs.last'),
      cell: ({ succeededAt }) =>
        succeededAt === null ? t('serviceState.jobs.never') : formatWhen(succeededAt, language),
    },
  ];
  const lead =
    retention === null
      ? undefined
      : t('serviceState.jobs.retention', { at: formatWhen(retention.at, language), count: retention.destroyed });
  return (
    <Card title={t('serviceState.jobs.title')} {...(lead !== undefined && { lead })} list={jobs.length > 0}>
      {jobs.length > 0 && (
        <DataList
          label={t('serviceState.jobs.title')}
          columns={columns}
          // The late first.
          rows={[...jobs.filter(isLate), ...jobs.filter((job) => !isLate(job))]}
          rowKey={({ name }) => name}
        />
      )}
    </Card>
  );
}
