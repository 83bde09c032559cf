import { useTranslation } from 'react-i18next';
import type { Statement } from '../api/client.ts';
import { formatMoney } from '../format/money.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { UNIT_DAYS } from '../services/retention-choices.ts';
import { type Column, DataList } from '../ui/data-list.tsx';

type Line = Statement['lines'][number];

/** The charges of a period; the descriptions are the invoice's, in Polish whatever the panel's language. */
export function StatementLines({ lines }: { lines: readonly Line[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const columns: Column<Line>[] = [
    { label: t('billing.statement.columns.description'), cell: (it) => <span lang="pl">{it.description}</span> },
    {
      label: t('billing.statement.columns.quantity'),
      numeric: true,
      cell: ({ service, quantity, unit }) =>
        service === 'extended-retention'
          ? t('billing.statement.retentionQuantity', { quantity, days: UNIT_DAYS })
          : t('billing.statement.quantity', { quantity, unit }),
    },
    {
      label: t('billing.statement.columns.unitNet'),
      numeric: true,
      cell: ({ unitNetGrosze }) => formatMoney(unitNetGrosze, language),
    },
    { label: t('billing.statement.columns.vatRate'), numeric: true, cell: ({ vatPercent }) => `${vatPercent}%` },
    {
      label: t('money.netColumn'),
      numeric: true,
      cell: ({ netGrosze }) => <strong>{formatMoney(netGrosze, language)}</strong>,
    },
  ];
  return <DataList label={t('billing.statement.lines')} columns={columns} rows={lines} rowKey={lineKey} />;
}

function lineKey({ service, plan, fee, unitNetGrosze, description }: Line): string {
  return [service, plan, fee, unitNetGrosze, description].join(' ');
}
