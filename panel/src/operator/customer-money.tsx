import { Alert, Anchor, Button, Paper, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResponseOf, Services } from '../api/client.ts';
import { MissingPricesBadge } from '../billing/statement-labels.tsx';
import { formatMoney } from '../format/numbers.ts';
import { formatDate, formatPeriod } from '../format/warsaw-time.ts';
import { formatWhen } from '../format/when.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { retentionFee } from '../services/retention-options.ts';
import { ServicePrice, StateBadge } from '../services/service-row.tsx';
import { TotalOrOpen } from '../services/open-price.tsx';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { type Column, DataList, Fact, Facts } from '../ui/data-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { Part, Rows } from './customer-lists.tsx';
import { useCustomerServices, useCustomerStatement, useCustomerStatements } from './use-customer-parts.ts';

interface ServiceLine {
  readonly name: string;
  readonly text: string;
  readonly state: 'on' | 'off' | 'active' | 'inactive' | 'unavailable';
  readonly price: Services['hostedPbx']['monthly'];
  /** It has no price of its own. */
  readonly isFree: boolean;
}

/** What the customer has, and what it pays. */
export function CustomerServices({ id }: { id: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <Part query={useCustomerServices(id)}>
      {(services) => (
        <>
          <UnpricedPlan services={services} />
          <Paper p="lg">
            <Facts>
              <Fact name={t('customerPage.services.monthly')}>
                <TotalOrOpen money={services.billing.monthly} missing={services.billing.missingPrices} />
              </Fact>
              <Fact name={t('customerPage.services.period')}>
                {formatPeriod(services.billing.periodStart, services.billing.periodEnd, language)}
              </Fact>
              <Fact name={t('customerPage.services.cancelBy')}>{formatWhen(services.billing.cancelBy, language)}</Fact>
            </Facts>
          </Paper>
          <ServiceLines services={services} />
        </>
      )}
    </Part>
  );
}

function UnpricedPlan({ services: { hostedPbx } }: { services: Services }) {
  const { t } = useTranslation();
  const { user } = useSession();
  if (hostedPbx.plan === null || hostedPbx.monthly !== null) return null;
  return (
    <Alert color="amber" icon={<Icon name="warning" />}>
      {t('customerPage.services.planWithoutPrice', { plan: hostedPbx.plan })}{' '}
      {mayDecideAsOperator(user) && (
        <Anchor renderRoot={(props) => <Link to="/operator/prices" {...props} />}>
          {t('customerPage.services.setPrice')}
        </Anchor>
      )}
    </Alert>
  );
}

function ServiceLines({ services }: { services: Services }) {
  const { t } = useTranslation();
  const { hostedPbx, callRecording, extendedRetention, push, legalHolds } = services;
  const lines: ServiceLine[] = [
    {
      name: t('services.names.plan'),
      text:
        hostedPbx.plan === null ? t('services.hostedPbx.none') : t('services.hostedPbx.plan', { plan: hostedPbx.plan }),
      state: hostedPbx.plan === null ? 'inactive' : 'active',
      price: hostedPbx.monthly,
      isFree: hostedPbx.plan === null,
    },
    {
      name: t('services.callRecording.name'),
      text: '',
      state: !callRecording.included ? 'unavailable' : callRecording.enabled ? 'on' : 'off',
      price: null,
      isFree: true,
    },
    {
      name: t('services.names.extended-retention'),
      text: t('customerPage.services.retentionDays', { days: extendedRetention.totalDays }),
      state: extendedRetention.units > 0 ? 'active' : 'inactive',
      price: retentionFee(extendedRetention),
      isFree: false,
    },
    {
      name: t('services.names.push'),
      text: '',
      state: push.active ? 'active' : 'inactive',
      price: push.monthly,
      isFree: false,
    },
    {
      name: t('services.names.legal-hold'),
      text: t('customerPage.services.holds', {
        count: legalHolds.inForce,
        limit: legalHolds.maxHolds ?? t('customerPage.services.noLimit'),
      }),
      state: legalHolds.inForce > 0 ? 'active' : 'inactive',
      price: legalHolds.monthlyEach,
      isFree: legalHolds.monthlyEach === null,
    },
  ];
  const columns: Column<ServiceLine>[] = [
    {
      label: t('customerPage.services.service'),
      cell: ({ name, text }) => (
        <>
          <strong>{name}</strong>
          {text !== '' && <Text size="sm">{text}</Text>}
        </>
      ),
    },
    { label: t('customerPage.services.state'), cell: ({ state }) => <StateBadge state={state} /> },
    {
      label: t('customerPage.services.price'),
      cell: ({ price, isFree }) => (isFree ? '–' : <ServicePrice money={price} fee="monthly" />),
    },
  ];
  return (
    <Paper style={{ overflow: 'hidden' }}>
      <DataList label={t('customerPage.services.list')} columns={columns} rows={lines} rowKey={({ name }) => name} />
    </Paper>
  );
}

type Statement = ResponseOf<'/api/v1/operator/tenants/{id}/statements'>['statements'][number];

export function CustomerStatements({ id }: { id: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const [shown, setShown] = useState<Statement | null>(null);
  const periodOf = ({ periodStart, periodEnd }: Statement): string => formatPeriod(periodStart, periodEnd, language);
  const columns: Column<Statement>[] = [
    {
      label: t('billing.columns.period'),
      cell: (statement) => (
        <>
          <strong>{periodOf(statement)}</strong>
          <MissingPricesBadge missingPrices={statement.missingPrices} />
        </>
      ),
    },
    {
      label: t('billing.columns.issuedAt'),
      cell: ({ issuedAt }) =>
        issuedAt === null ? (
          <StatusBadge color="brand" icon="clock" size="md">
            {t('customerPage.statements.soFar')}
          </StatusBadge>
        ) : (
          formatDate(issuedAt, language)
        ),
    },
    {
      label: t('customerPage.services.monthly'),
      cell: ({ total, missingPrices }) => <TotalOrOpen money={total} missing={missingPrices} />,
    },
    {
      label: t('customerPage.statements.show'),
      cell: (statement) => (
        <Button
          size="xs"
          variant="light"
          aria-label={t('customerPage.statements.details', { period: periodOf(statement) })}
          onClick={() => setShown(statement)}
        >
          {t('customerPage.statements.show')}
        </Button>
      ),
    },
  ];
  return (
    <>
      <Part query={useCustomerStatements(id)} noted>
        {({ statements }) => (
          <Rows
            label={t('customerPage.statements.list')}
            columns={columns}
            rows={statements}
            rowKey={({ periodStart }) => periodStart}
            empty={{
              icon: 'receipt',
              title: t('customerPage.statements.none.title'),
              text: t('customerPage.statements.none.text'),
            }}
          />
        )}
      </Part>
      <Dialog
        opened={shown !== null}
        onClose={() => setShown(null)}
        size="lg"
        title={shown === null ? '' : t('customerPage.statements.details', { period: periodOf(shown) })}
      >
        {shown !== null && <Lines id={id} periodStart={shown.periodStart} />}
      </Dialog>
    </>
  );
}

type Line = ResponseOf<'/api/v1/operator/tenants/{id}/statements/{periodStart}'>['lines'][number];

function Lines({ id, periodStart }: { id: string; periodStart: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const columns: Column<Line>[] = [
    {
      label: t('billing.statement.columns.description'),
      cell: ({ description }) => <span lang="pl">{description}</span>,
    },
    {
      label: t('billing.statement.columns.quantity'),
      numeric: true,
      cell: ({ quantity, unit }) => t('billing.statement.quantity', { quantity, unit }),
    },
    {
      label: t('money.netColumn'),
      numeric: true,
      cell: ({ netGrosze }) => <strong>{formatMoney(netGrosze, language)}</strong>,
    },
  ];
  return (
    <Part query={useCustomerStatement(id, periodStart)}>
      {({ lines, total, missingPrices }) => (
        <Stack>
          {lines.length === 0 ? (
            <Text>{t('billing.statement.noPricedLines')}</Text>
          ) : (
            <DataList
              label={t('billing.statement.lines')}
              columns={columns}
              rows={lines}
              rowKey={({ description, unitNetGrosze }) => `${description} ${unitNetGrosze}`}
            />
          )}
          <Text component="div">
            <TotalOrOpen money={total} missing={missingPrices} />
          </Text>
        </Stack>
      )}
    </Part>
  );
}
