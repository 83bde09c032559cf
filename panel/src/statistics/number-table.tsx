import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatPhoneNumber } from '../format/numbers.ts';
import { formatDate } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { ListSkeleton, LoadError } from '../ui/feedback.tsx';
import type { Period } from './period.ts';
import { StatTable } from './stat-table.tsx';
import { minutesOf, useCells } from './use-cells.tsx';
import { type TopNumber, useTopNumbers } from './use-statistics.ts';

/** The outside numbers with the most calls. */
export function NumberTable({ period }: { period: Period }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { number } = useCells();
  const top = useTopNumbers(period);
  if (top.data === undefined) {
    return top.isError ? (
      <LoadError error={top.error} onRetry={() => void top.refetch()} />
    ) : (
      <ListSkeleton label={t('statistics.loading')} />
    );
  }
  const { numbers, countedFrom } = top.data;
  const count = (key: 'inbound' | 'outbound' | 'missed') => ({
    key,
    label: t(`statistics.columns.${key}`),
    value: (row: TopNumber) => row[key],
    cell: (row: TopNumber) => number(row[key]),
  });
  return (
    <StatTable<TopNumber>
      title={t('statistics.numbers')}
      {...(countedFrom !== null && { lead: t('statistics.numbersCut', { date: formatDate(countedFrom, language) }) })}
      fileName={t('statistics.files.numbers')}
      period={period}
      rows={numbers}
      rowKey={({ number: key }) => key}
      sortedAtFirst="calls"
      empty={t('statistics.noNumbers')}
      columns={[
        {
          key: 'number',
          label: t('statistics.columns.number'),
          isText: true,
          value: ({ number: value }) => value,
          cell: ({ number: value }) => (
            <Anchor
              size="sm"
              renderRoot={(props) => <Link to="/account/calls" search={{ ...period, number: value }} {...props} />}
            >
              {formatPhoneNumber(value)}
            </Anchor>
          ),
        },
        { key: 'name', label: t('statistics.columns.name'), isText: true, value: ({ name }) => name },
        {
          key: 'calls',
          label: t('statistics.calls'),
          value: ({ inbound, outbound }) => inbound + outbound,
          cell: ({ inbound, outbound }) => number(inbound + outbound),
        },
        count('inbound'),
        count('outbound'),
        count('missed'),
        {
          key: 'minutes',
          label: t('statistics.columns.minutes'),
          value: ({ durationMs }) => minutesOf(durationMs),
          cell: ({ durationMs }) => number(Math.round(minutesOf(durationMs))),
        },
      ]}
    />
  );
}
