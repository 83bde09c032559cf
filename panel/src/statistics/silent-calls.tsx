import { Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/client.ts';
import { CallDuration, CallParties, CallTime } from '../calls/call-details.tsx';
import { RecordingCell } from '../calls/recording-cell.tsx';
import { formatDuration } from '../format/numbers.ts';
import { ListSkeleton, LoadError } from '../ui/feedback.tsx';
import type { Period } from './period.ts';
import { StatTable } from './stat-table.tsx';
import { useSilentCalls } from './use-statistics.ts';

/** The API has them from 10 s on. */
const LIMITS_S = [10, 20, 30, 60, 120, 300] as const;
const FIRST_LIMIT_S = 30;

function longestSilence({ recordings }: Call): number {
  return Math.max(0, ...recordings.map(({ talk }) => talk?.longestSilenceMs ?? 0));
}

/** Calls in which nobody spoke for long; a click plays them. */
export function SilentCalls({ period }: { period: Period }) {
  const { t } = useTranslation();
  const [limitS, setLimitS] = useState(FIRST_LIMIT_S);
  const silent = useSilentCalls({ ...period, silenceMs: limitS * 1000 });
  if (silent.data === undefined) {
    return silent.isError ? (
      <LoadError error={silent.error} onRetry={() => void silent.refetch()} />
    ) : (
      <ListSkeleton label={t('statistics.loading')} />
    );
  }
  const { calls, more } = silent.data;
  return (
    <StatTable<Call>
      title={t('statistics.silent')}
      {...(more && { lead: t('statistics.silentCut', { count: calls.length }) })}
      fileName={t('statistics.files.silences')}
      period={period}
      rows={calls}
      rowKey={({ id }) => id}
      sortedAtFirst="startedAt"
      empty={t('statistics.noSilent')}
      columns={[
        {
          key: 'startedAt',
          label: t('calls.columns.startedAt'),
          value: ({ startedAt }) => startedAt,
          cell: ({ startedAt }) => <CallTime instant={startedAt} />,
          isText: true,
        },
        {
          key: 'parties',
          label: t('statistics.columns.parties'),
          value: ({ caller, callee }) => `${caller ?? ''} → ${callee ?? ''}`,
          cell: (call) => <CallParties call={call} />,
          isText: true,
        },
        {
          key: 'duration',
          label: t('statistics.columns.duration'),
          value: ({ durationMs }) => Math.round((durationMs ?? 0) / 1000),
          cell: (call) => <CallDuration call={call} />,
        },
        {
          key: 'silence',
          label: t('statistics.columns.longest'),
          value: (call) => Math.round(longestSilence(call) / 1000),
          cell: (call) => formatDuration(longestSilence(call)),
        },
        {
          key: 'recording',
          label: t('statistics.columns.recording'),
          value: () => '',
          cell: (call) => <RecordingCell call={call} />,
          isText: true,
        },
      ]}
    >
      <Select
        label={t('statistics.silentLimit')}
        w={220}
        allowDeselect={false}
        value={String(limitS)}
        onChange={(value) => setLimitS(Number(value))}
        data={LIMITS_S.map((seconds) => ({
          value: String(seconds),
          label: t('statistics.seconds', { count: seconds }),
        }))}
      />
    </StatTable>
  );
}
