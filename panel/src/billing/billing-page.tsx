import { Anchor, Paper, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, type StatementSummary } from '../api/client.ts';
import { formatDate, formatPeriod } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { useTotalText } from '../services/open-price.tsx';
import { type Column, DataList } from '../ui/data-list.tsx';
import { EmptyMessage, ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { MissingPricesBadge } from './statement-labels.tsx';

/** The statements of all billing periods, including the current one. */
export function BillingPage() {
  const { t } = useTranslation();
  const statements = api.useQuery('get', '/api/v1/billing/statements');
  return (
    <Stack>
      <PageHeader title={t('billing.title')} lead={t('billing.lead')} />
      {statements.isPending && <ListSkeleton label={t('billing.loading')} />}
      {statements.isError && <LoadError error={statements.error} onRetry={() => void statements.refetch()} />}
      {statements.data !== undefined && <StatementList statements={statements.data.statements} />}
    </Stack>
  );
}

function StatementList({ statements }: { statements: readonly StatementSummary[] }) {
  const { t } = useTranslation();
  const columns = useColumns();
  return (
    <Paper style={{ overflow: 'hidden' }}>
      {statements.length === 0 ? (
        <EmptyMessage icon="receipt" title={t('billing.empty.title')} text={t('billing.empty.text')} />
      ) : (
        <DataList
          label={t('billing.list')}
          columns={columns}
          rows={statements}
          rowKey={({ periodStart }) => periodStart}
        />
      )}
    </Paper>
  );
}

function useColumns(): Column<StatementSummary>[] {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const totalText = useTotalText();
  return [
    {
      label: t('billing.columns.period'),
      cell: (it) => (
        <>
          <PeriodLink statement={it} />
          <MissingPricesBadge missingPrices={it.missingPrices} />
        </>
      ),
    },
    {
      label: t('billing.columns.issuedAt'),
      cell: ({ issuedAt }) =>
        issuedAt === null ? (
          <StatusBadge color="brand" icon="clock" size="md">
            {t('billing.notIssued')}
          </StatusBadge>
        ) : (
          formatDate(issuedAt, language)
        ),
    },
    { label: t('money.netColumn'), numeric: true, cell: (it) => totalText(it, 'netGrosze') },
    { label: t('money.vatColumn'), numeric: true, cell: (it) => totalText(it, 'vatGrosze') },
    {
      label: t('money.grossColumn'),
      numeric: true,
      cell: (it) => <strong>{totalText(it, 'grossGrosze')}</strong>,
    },
  ];
}

function PeriodLink({ statement: { periodStart, periodEnd } }: { statement: StatementSummary }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const period = formatPeriod(periodStart, periodEnd, language);
  return (
    <Anchor
      fw={600}
      aria-label={t('billing.open', { period })}
      renderRoot={(props) => <Link to="/account/billing/$periodStart" params={{ periodStart }} {...props} />}
    >
      {period}
    </Anchor>
  );
}
