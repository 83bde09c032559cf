import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Money, Statement } from '../api/client.ts';
import { MissingPricesBadge } from '../billing/missing-prices-badge.tsx';
import { formatMoney } from '../format/money.ts';
import { formatDate, formatPeriod } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import classes from './month-table.module.css';

/** The statements of a month, one a row, and what they come to. */
export function MonthTable({ statements }: { statements: readonly Statement[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const sum = (part: keyof Money) =>
    formatMoney(
      statements.reduce((total, statement) => total + statement.total[part], 0),
      language,
    );
  return (
    <>
      <DataList
        label={t('operator.statements.list')}
        columns={useColumns()}
        rows={statements}
        rowKey={({ tenant, periodStart }) => `${tenant.id} ${periodStart}`}
      />
      <Text p="md" ta="right" className={classes.sum}>
        {t('operator.statements.sum')}: <strong>{t('money.net', { amount: sum('netGrosze') })}</strong>,{' '}
        {t('money.gross', { amount: sum('grossGrosze') })}
      </Text>
    </>
  );
}

function useColumns(): Column<Statement>[] {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const amount = (label: string, part: keyof Money): Column<Statement> => ({
    label,
    numeric: true,
    cell: ({ total }) => formatMoney(total[part], language),
  });
  return [
    {
      label: t('operator.statements.columns.tenant'),
      cell: ({ tenant, missingPrices }) => (
        <>
          <strong>{tenant.name}</strong>
          <MissingPricesBadge missingPrices={missingPrices} />
        </>
      ),
    },
    {
      label: t('operator.statements.columns.period'),
      numeric: true,
      cell: ({ periodStart, periodEnd }) => formatPeriod(periodStart, periodEnd, language),
    },
    {
      label: t('operator.statements.columns.issuedAt'),
      numeric: true,
      cell: ({ issuedAt }) => (issuedAt === null ? '–' : formatDate(issuedAt, language)),
    },
    amount(t('money.netColumn'), 'netGrosze'),
    amount(t('money.vatColumn'), 'vatGrosze'),
    amount(t('money.grossColumn'), 'grossGrosze'),
  ];
}
