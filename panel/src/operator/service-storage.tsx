import { Anchor, Progress, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatFileSize, formatShare } from '../format/numbers.ts';
import { formatMonth, monthOf, warsawDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Card } from '../ui/card.tsx';
import { type Column, DataList, Fact, Facts } from '../ui/data-list.tsx';
import { ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { type ServiceStorage, useServiceStorage } from './use-service-state.ts';

/** What is stored by all customers, and when it goes. */
export function StorageCard() {
  const { t } = useTranslation();
  const storage = useServiceStorage();
  if (storage.isPending) return <ListSkeleton label={t('serviceState.loading')} />;
  if (storage.isError) return <LoadError error={storage.error} onRetry={() => void storage.refetch()} />;
  return (
    <Card title={t('serviceState.storage.title')} lead={t('serviceState.storage.lead')}>
      <Forecast of={storage.data} />
      {storage.data.largest.length > 0 && <Largest of={storage.data} />}
    </Card>
  );
}

type Stored = Pick<ServiceStorage, 'recordings' | 'bytes' | 'lastDays' | 'expiring'>;
type Month = Stored['expiring'][number];

/** How much there is, how much of it is new, and in which months it goes. */
export function Forecast({ of: { recordings, bytes, lastDays, expiring } }: { of: Stored }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (recordings === 0) return <Text c="dimmed">{t('serviceState.storage.empty')}</Text>;
  const present = monthOf(warsawDay(new Date()));
  const columns: Column<Month>[] = [
    {
      label: t('serviceState.storage.month'),
      cell: ({ month }) =>
        month < present
          ? `${formatMonth(month, language)} (${t('serviceState.storage.overdue')})`
          : formatMonth(month, language),
    },
    { label: t('serviceState.storage.recordings'), numeric: true, cell: (it) => it.recordings },
    { label: t('serviceState.storage.size'), numeric: true, cell: (it) => formatFileSize(it.bytes, language) },
    {
      label: t('serviceState.storage.share'),
      cell: (it) => (
        <>
          <Progress value={bytes === 0 ? 0 : (100 * it.bytes) / bytes} aria-hidden miw={80} />
          <Text size="xs">{formatShare(it.bytes, bytes, language)}</Text>
        </>
      ),
    },
  ];
  return (
    <>
      <Facts>
        <Fact name={t('serviceState.storage.total')}>
          <strong>{formatFileSize(bytes, language)}</strong>
          <Text size="sm" c="dimmed">{`${t('serviceState.storage.recordings')}: ${recordings}`}</Text>
        </Fact>
        <Fact name={t('serviceState.storage.growth')}>
          <strong>{formatFileSize(lastDays.bytes, language)}</strong>
          <Text size="sm" c="dimmed">{`${t('serviceState.storage.recordings')}: ${lastDays.recordings}`}</Text>
        </Fact>
      </Facts>
      <Title order={3} mt="lg" mb="xs">
        {t('serviceState.storage.expiring')}
      </Title>
      <DataList
        label={t('serviceState.storage.expiring')}
        columns={columns}
        rows={expiring}
        rowKey={({ month }) => month}
      />
    </>
  );
}

function Largest({ of: { largest, bytes } }: { of: ServiceStorage }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const columns: Column<ServiceStorage['largest'][number]>[] = [
    {
      label: t('serviceState.deliveries.tenant'),
      cell: ({ tenantId, name }) => (
        <Anchor
          renderRoot={(props) => (
            <Link to="/operator/tenants/$id" params={{ id: tenantId }} search={{ part: 'storage' }} {...props} />
          )}
        >
          {name}
        </Anchor>
      ),
    },
    { label: t('serviceState.storage.recordings'), numeric: true, cell: (it) => it.recordings },
    { label: t('serviceState.storage.size'), numeric: true, cell: (it) => formatFileSize(it.bytes, language) },
    { label: t('serviceState.storage.share'), numeric: true, cell: (it) => formatShare(it.bytes, bytes, language) },
  ];
  return (
    <>
      <Title order={3} mt="lg" mb="xs">
        {t('serviceState.storage.largest')}
      </Title>
      <DataList
        label={t('serviceState.storage.largest')}
        columns={columns}
        rows={largest}
        rowKey={({ tenantId }) => tenantId}
      />
    </>
  );
}
