import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatFileSize } from '../format/numbers.ts';
import { formatWhen } from '../format/when.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { useExplanation } from '../push/push-failure.tsx';
import { Card } from '../ui/card.tsx';
import { type Column, DataList, Fact, Facts } from '../ui/data-list.tsx';
import type { ServiceState } from './use-service-state.ts';

/** What waits for somebody or something, and how much of it. */
export function WaitingCard({ state }: { state: ServiceState }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { mails, stuckCalls, unknownNames, cancellations, refusedUploads } = state;
  return (
    <Card title={t('serviceState.waiting.title')}>
      <Facts>
        <Fact name={t('serviceState.waiting.mails')}>
          {mails.waiting}
          {mails.failing > 0 && (
            <Text size="sm" c="dimmed">
              {t('serviceState.waiting.mailsFailing', { count: mails.failing })}
            </Text>
          )}
        </Fact>
        <Fact name={t('serviceState.waiting.stuck')}>
          {stuckCalls.setAside + stuckCalls.retrying}
          {stuckCalls.spoolBytes > 0 && (
            <Text size="sm" c="dimmed">
              {t('serviceState.waiting.spool', { size: formatFileSize(stuckCalls.spoolBytes, language) })}
            </Text>
          )}
        </Fact>
        <Fact name={t('serviceState.waiting.names')}>
          <Anchor renderRoot={(props) => <Link to="/operator/sources" {...props} />}>{unknownNames}</Anchor>
        </Fact>
        <Fact name={t('serviceState.waiting.cancellations')}>
          <Anchor renderRoot={(props) => <Link to="/operator/cancellations" {...props} />}>
            {cancellations.waiting}
          </Anchor>
        </Fact>
        <Fact name={t('serviceState.waiting.uploads')}>
          <Anchor renderRoot={(props) => <Link to="/operator/refused-uploads" {...props} />}>{refusedUploads}</Anchor>
        </Fact>
      </Facts>
    </Card>
  );
}

type SeenSource = ServiceState['sources'][number];

/** The PBXs, those that were silent for longest first. */
export function SeenSourcesCard({ sources }: { sources: readonly SeenSource[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const columns: Column<SeenSource>[] = [
    { label: t('serviceState.sources.name'), cell: ({ name }) => <strong>{name}</strong> },
    {
      label: t('serviceState.sources.seen'),
      cell: ({ lastSeenAt }) =>
        lastSeenAt === null ? t('serviceState.sources.never') : formatWhen(lastSeenAt, language),
    },
  ];
  const rows = sources.toSorted((one, other) => (one.lastSeenAt ?? '').localeCompare(other.lastSeenAt ?? ''));
  return (
    <Card
      title={t('serviceState.sources.title')}
      list={rows.length > 0}
      aside={
        <Anchor size="sm" renderRoot={(props) => <Link to="/operator/sources" {...props} />}>
          {t('serviceState.open')} →
        </Anchor>
      }
    >
      {rows.length === 0 ? (
        <Text c="dimmed">{t('serviceState.sources.none')}</Text>
      ) : (
        <DataList label={t('serviceState.sources.title')} columns={columns} rows={rows} rowKey={({ id }) => id} />
      )}
    </Card>
  );
}

type Refusal = ServiceState['refusals'][number];

export function RefusalsCard({ refusals }: { refusals: readonly Refusal[] }) {
  const { t } = useTranslation();
  const columns: Column<Refusal>[] = [
    { label: t('serviceState.refusals.reason'), cell: ({ reason }) => t(`recording.noneBecause.${reason}`) },
    { label: t('serviceState.refusals.today'), numeric: true, cell: ({ today }) => today },
    { label: t('serviceState.refusals.week'), numeric: true, cell: ({ week }) => <strong>{week}</strong> },
  ];
  return (
    <Card title={t('serviceState.refusals.title')} lead={t('serviceState.refusals.lead')} list={refusals.length > 0}>
      {refusals.length === 0 ? (
        <Text c="dimmed">{t('serviceState.refusals.none')}</Text>
      ) : (
        <DataList
          label={t('serviceState.refusals.title')}
          columns={columns}
          rows={refusals}
          rowKey={({ reason }) => reason}
        />
      )}
    </Card>
  );
}

type Delivery = ServiceState['deliveries'][number];

/** Customers whose deliveries fail, or who have set no server. */
export function DeliveriesCard({ deliveries }: { deliveries: readonly Delivery[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const explained = useExplanation();
  const columns: Column<Delivery>[] = [
    {
      label: t('serviceState.deliveries.tenant'),
      cell: ({ tenantId, name }) => (
        <Anchor
          fw={600}
          renderRoot={(props) => (
            <Link to="/operator/tenants/$id" params={{ id: tenantId }} search={{ part: 'push' }} {...props} />
          )}
        >
          {name}
        </Anchor>
      ),
    },
    { label: t('serviceState.deliveries.waiting'), numeric: true, cell: ({ waiting }) => waiting },
    {
      label: t('serviceState.deliveries.since'),
      cell: ({ failingSince }) => (failingSince === null ? '–' : formatWhen(failingSince, language)),
    },
    {
      label: t('serviceState.deliveries.reason'),
      cell: ({ failure, place }) =>
        place === null ? t('serviceState.deliveries.noPlace') : failure === null ? '–' : explained(failure.explanation),
    },
  ];
  return (
    <Card title={t('serviceState.deliveries.title')} list={deliveries.length > 0}>
      {deliveries.length === 0 ? (
        <Text c="dimmed">{t('serviceState.deliveries.none')}</Text>
      ) : (
        <DataList
          label={t('serviceState.deliveries.title')}
          columns={columns}
          rows={deliveries}
          rowKey={({ tenantId }) => tenantId}
        />
      )}
    </Card>
  );
}
