import { Paper, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RetentionOption, RetentionSimulation } from '../api/client.ts';
import { formatMonth } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { deletionMonths, type MonthOfDeletions, monthsOf } from './deletions.ts';
import { useTotalsText } from './totals-text.ts';

interface DeletionTableProps {
  stored: RetentionSimulation['stored'];
  current: RetentionOption;
  chosen: RetentionOption;
}

interface Row {
  readonly month: string;
  readonly current: MonthOfDeletions;
  readonly chosen: MonthOfDeletions;
}

/** Month by month: what is deleted and what is left, now and with the chosen period. */
export function DeletionTable({ stored, current, chosen }: DeletionTableProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const months = monthsOf(current, chosen);
  const [ofCurrent, ofChosen] = [current, chosen].map((option) => deletionMonths(stored, option, months));
  const rows = months.map((month, index): Row => ({ month, current: ofCurrent![index]!, chosen: ofChosen![index]! }));
  if (rows.length === 0) return null;
  const columns: Column<Row>[] = [
    { label: t('simulation.month'), cell: ({ month }) => formatMonth(month, language) },
    { label: t('simulation.now'), cell: (row) => <Month stored={stored} month={row.current} /> },
    {
      label: t('simulation.chosen', { days: chosen.days }),
      cell: (row) => <Month stored={stored} month={row.chosen} />,
    },
  ];
  return (
    <Paper style={{ overflow: 'hidden' }}>
      <DataList label={t('simulation.table')} columns={columns} rows={rows} rowKey={({ month }) => month} />
    </Paper>
  );
}

function Month({
  stored,
  month: { deleted, left },
}: {
  stored: RetentionSimulation['stored'];
  month: MonthOfDeletions;
}) {
  const { t } = useTranslation();
  const totalsText = useTotalsText();
  return (
    <div>
      <Text size="sm">
        {t('simulation.deleted')}: {deleted.recordings === 0 ? t('simulation.none') : totalsText(deleted)}
      </Text>
      <Text size="sm" c="dimmed">
        {t('simulation.left')}: {left.recordings === 0 ? t('simulation.none') : totalsText(left)}
      </Text>
      <Progress
        mt={4}
        size="sm"
        aria-hidden
        value={stored.recordings === 0 ? 0 : (100 * left.recordings) / stored.recordings}
      />
    </div>
  );
}
