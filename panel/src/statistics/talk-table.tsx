import { useTranslation } from 'react-i18next';
import { formatDuration } from '../format/numbers.ts';
import { StatTable } from './stat-table.tsx';
import { minutesOf, useCells } from './use-cells.tsx';
import type { Statistics } from './use-statistics.ts';

type Direction = Statistics['directions'][number];
type Time = 'ownMs' | 'otherMs' | 'silenceMs';

/** Who talked and who listened, for each direction. */
export function TalkTable({ data }: { data: Statistics }) {
  const { t } = useTranslation();
  const { number, share, column } = useCells();
  const time = (key: Time) => ({
    key,
    label: t(`statistics.columns.${key}`),
    value: (row: Direction) => minutesOf(row[key]),
    cell: (row: Direction) =>
      row.measured === 0
        ? '–'
        : `${share(row[key], row.ownMs + row.otherMs + row.silenceMs)} (${formatDuration(row[key])})`,
  });
  return (
    <StatTable<Direction>
      title={t('statistics.talk')}
      lead={t('statistics.talkLead')}
      fileName={t('statistics.files.talk')}
      period={data.period}
      rows={data.directions}
      rowKey={({ direction }) => direction}
      empty=""
      columns={[
        {
          key: 'direction',
          label: t('statistics.columns.direction'),
          isText: true,
          value: ({ direction }) => t(`calls.direction.${direction}`),
        },
        column('calls'),
        {
          key: 'measured',
          label: t('statistics.columns.measured'),
          value: ({ measured }) => measured,
          cell: ({ measured }) => number(measured),
        },
        time('ownMs'),
        time('otherMs'),
        time('silenceMs'),
        {
          key: 'longest',
          label: t('statistics.columns.longest'),
          value: ({ longestSilenceMs }) => Math.round(longestSilenceMs / 1000),
          cell: ({ longestSilenceMs, measured }) => (measured === 0 ? '–' : formatDuration(longestSilenceMs)),
        },
      ]}
    />
  );
}
