import { Alert, Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Statement } from '../api/client.ts';
import { formatDate, formatPeriod } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import { StatementLines } from './statement-lines.tsx';
import classes from './statement-sheet.module.css';
import { useServiceName } from './use-service-name.ts';
import { VatSums } from './vat-sums.tsx';

const LINES_ID = 'statement-lines';
const VAT_ID = 'statement-vat';

/** A statement as it is printed. */
export function StatementSheet({ statement }: { statement: Statement }) {
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
        <VatSums vat={vat} total={total} labelledBy={VAT_ID} />
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
