import { Alert, Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, type Money, asJson, type Statement } from '../api/client.ts';
import { formatMoney } from '../format/numbers.ts';
import { formatDate, formatPeriod } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { UNIT_DAYS } from '../services/retention-options.ts';
import { type Column, DataList, Fact, Facts } from '../ui/data-list.tsx';
import { ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { useServiceName } from './statement-labels.tsx';
import classes from './statement-page.module.css';

const route = getRouteApi('/signed-in/account/billing/$periodStart');

/** One statement, with buttons that print and download it. */
export function StatementPage() {
  const { t } = useTranslation();
  const { periodStart } = route.useParams();
  const statement = useStatement(periodStart);
  return (
    <Stack>
      <Anchor data-no-print size="sm" renderRoot={(props) => <Link to="/account/billing" {...props} />}>
        ← {t('billing.statement.back')}
      </Anchor>
      <PageHeader title={t('billing.statement.title')}>
        {statement.data !== undefined && <StatementActions periodStart={periodStart} />}
      </PageHeader>
      {statement.isPending && <ListSkeleton label={t('billing.statement.loading')} />}
      {statement.isError && <LoadError error={statement.error} onRetry={() => void statement.refetch()} />}
      {statement.data !== undefined && <StatementSheet statement={statement.data} />}
    </Stack>
  );
}

function StatementActions({ periodStart }: { periodStart: string }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs" justify="flex-end" data-no-print>
      <Button variant="default" leftSection={<Icon name="print" size={16} />} onClick={() => window.print()}>
        {t('billing.statement.print')}
      </Button>
      {(['csv', 'json'] as const).map((format) => (
        <Button
          key={format}
          component="a"
          variant="default"
          leftSection={<Icon name="download" size={16} />}
          href={statementAddress(periodStart, format)}
          download={`${periodStart}.${format}`}
        >
          {t(`billing.statement.${format}`)}
        </Button>
      ))}
    </Group>
  );
}

const LINES_ID = 'statement-lines';
const VAT_ID = 'statement-vat';

/** The statement itself, which is what is printed. */
function StatementSheet({ statement }: { statement: Statement }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { tenant, periodStart, periodEnd, issuedAt, lines, vat, total, missingPrices } = statement;
  const nothing = missingPrices.length === 0 ? 'billing.statement.noLines' : 'billing.statement.noPricedLines';
  return (
    <Paper p={{ base: 'md', sm: 'lg' }}>
      <Facts>
        <Fact name={t('billing.statement.customer')}>{tenant.name}</Fact>
        <Fact name={t('billing.statement.period')}>{formatPeriod(periodStart, periodEnd, language)}</Fact>
        <Fact name={t('billing.statement.issuedAt')}>
          {issuedAt === null ? t('billing.statement.provisional') : formatDate(issuedAt, language)}
        </Fact>
      </Facts>
      <MissingPrices statement={statement} />
      <section aria-labelledby={LINES_ID}>
        <Title order={2} id={LINES_ID} className={classes.heading}>
          {t('billing.statement.lines')}
        </Title>
        {lines.length === 0 ? <Text>{t(nothing)}</Text> : <StatementLines lines={lines} />}
      </section>
      <section aria-labelledby={VAT_ID}>
        <Title order={2} id={VAT_ID} className={classes.heading}>
          {t('billing.statement.vat')}
        </Title>
        {missingPrices.length > 0 && total.netGrosze === 0 ? (
          <Text>{t('prices.toBeAgreed')}</Text>
        ) : (
          <VatSums vat={vat} total={total} labelledBy={VAT_ID} />
        )}
      </section>
      <Text size="sm" c="dimmed" mt="lg">
        {t('billing.statement.notAnInvoice')}
      </Text>
    </Paper>
  );
}

function MissingPrices({ statement: { missingPrices } }: { statement: Statement }) {
  const { t } = useTranslation();
  const serviceName = useServiceName();
  if (missingPrices.length === 0) return null;
  const what = missingPrices.map((missing) => `${serviceName(missing)} (${t(`billing.fees.${missing.fee}`)})`);
  return (
    <Alert color="amber" icon={<Icon name="warning" />} title={t('billing.statement.missingTitle')} mt="md">
      {t('billing.statement.missingText', { what: what.join(', ') })}
    </Alert>
  );
}

type Line = Statement['lines'][number];

/** The charges of the period. Their descriptions are those of the invoice, always in Polish. */
function StatementLines({ lines }: { lines: readonly Line[] }) {
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

const AMOUNTS = [
  { label: 'money.netColumn', of: 'netGrosze' },
  { label: 'money.vatColumn', of: 'vatGrosze' },
  { label: 'money.grossColumn', of: 'grossGrosze' },
] as const satisfies readonly { label: string; of: keyof Money }[];

interface VatSumsProps {
  vat: Statement['vat'];
  total: Money;
  labelledBy: string;
}

/** The sums by VAT rate, and the total. */
function VatSums({ vat, total, labelledBy }: VatSumsProps) {
  const { t } = useTranslation();
  return (
    <table className={classes.table} aria-labelledby={labelledBy}>
      <thead>
        <tr>
          <th scope="col">{t('billing.statement.columns.vatRate')}</th>
          {AMOUNTS.map(({ label }) => (
            <th key={label} scope="col">
              {t(label)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {vat.map((sum) => (
          <SumRow key={sum.vatPercent} name={`${sum.vatPercent}%`} money={sum} />
        ))}
      </tbody>
      <tfoot>
        <SumRow name={t('billing.statement.total')} money={total} />
      </tfoot>
    </table>
  );
}

function SumRow({ name, money }: { name: string; money: Money }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <tr>
      <th scope="row">{name}</th>
      {AMOUNTS.map(({ label, of }) => (
        <td key={label} data-label={t(label)}>
          {formatMoney(money[of], language)}
        </td>
      ))}
    </tr>
  );
}

function useStatement(periodStart: string) {
  const request = { params: { path: { periodStart } } };
  return api.useQuery('get', '/api/v1/billing/statements/{periodStart}', request, { select: asJson<Statement> });
}

/** Download address of a statement. */
function statementAddress(periodStart: string, format: 'csv' | 'json'): string {
  return `/api/v1/billing/statements/${encodeURIComponent(periodStart)}?format=${format}`;
}
