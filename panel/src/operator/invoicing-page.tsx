import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Money, Statement } from '../api/client.ts';
import { MissingPricesBadge } from '../billing/statement-labels.tsx';
import { formatMoney } from '../format/numbers.ts';
import { addMonths, firstDayOf, formatDate, formatPeriod, monthOf, warsawDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { useTotalText } from '../services/open-price.tsx';
import { type Column, DataList } from '../ui/data-list.tsx';
import { EmptyMessage, ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { MonthInput } from '../ui/date-input.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import classes from './invoicing-page.module.css';
import { monthAddress, useMonthStatements } from './use-operator.ts';

/** Last month: the newest month whose billing periods have all started and may have ended. */
const NEWEST = -1;

/** The statements of a month, to be invoiced: a table and downloads. */
export function InvoicingPage() {
  const { t } = useTranslation();
  const [month, setMonth] = useState(() => addMonths(monthOf(warsawDay(new Date())), NEWEST));
  const statements = useMonthStatements(month);
  return (
    <Stack>
      <PageHeader title={t('operator.statements.title')} lead={t('operator.statements.lead')} />
      <Group align="flex-end">
        <MonthInput
          w={200}
          label={t('operator.statements.month')}
          value={firstDayOf(month)}
          onChange={(chosen) => setMonth(chosen === null ? month : monthOf(chosen))}
        />
        {(['csv', 'json'] as const).map((format) => (
          <Button
            key={format}
            component="a"
            variant="default"
            leftSection={<Icon name="download" size={16} />}
            href={monthAddress(month, format)}
            download={`${month}.${format}`}
          >
            {t(`billing.statement.${format}`)}
          </Button>
        ))}
      </Group>
      {statements.isPending && <ListSkeleton label={t('operator.statements.loading')} />}
      {statements.isError && <LoadError error={statements.error} onRetry={() => void statements.refetch()} />}
      {statements.data !== undefined && (
        <Paper style={{ overflow: 'hidden' }}>
          {statements.data.statements.length === 0 ? (
            <EmptyMessage
              icon="receipt"
              title={t('operator.statements.empty.title')}
              text={t('operator.statements.empty.text')}
            />
          ) : (
            <MonthTable statements={statements.data.statements} />
          )}
        </Paper>
      )}
    </Stack>
  );
}

/** One row per statement, and the total. */
function MonthTable({ statements }: { statements: readonly Statement[] }) {
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
        columns={useStatementColumns()}
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

function useStatementColumns(): Column<Statement>[] {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const totalText = useTotalText();
  const amount = (label: string, part: keyof Money): Column<Statement> => ({
    label,
    numeric: true,
    cell: (statement) => totalText(statement, part),
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
