import { Alert, Paper, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api, type PersonalData } from '../api/client.ts';
import { formatLastDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import type { Language } from '../i18n/language.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';

/** "Dane osobowe": what is kept, for how long, and why. */
export function PersonalDataPage() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const data = api.useQuery('get', '/api/v1/personal-data');
  const paused = data.data?.paused;
  return (
    <Stack>
      <PageHeader title={t('personalData.title')} lead={t('personalData.lead')} />
      {data.isPending && <ListSkeleton label={t('personalData.loading')} />}
      {data.isError && <LoadError error={data.error} onRetry={() => void data.refetch()} />}
      {paused && (
        <Alert icon={<Icon name="info" />}>
          {paused.until === null
            ? t('personalData.paused')
            : t('personalData.pausedUntil', { date: formatLastDay(paused.until, language) })}
        </Alert>
      )}
      {data.data !== undefined && <PeriodList data={data.data} />}
    </Stack>
  );
}

type Row = {
  readonly kind: 'recordings' | 'traces' | 'refusedUploads' | PersonalData['kinds'][number]['kind'];
  readonly period: PersonalData['recordings'] | NonNullable<PersonalData['traces']>;
};

function PeriodList({ data }: { data: PersonalData }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const rows: Row[] = [
    { kind: 'recordings', period: data.recordings },
    ...data.kinds,
    ...(data.traces === null ? [] : [{ kind: 'traces', period: data.traces } as const]),
    ...(data.refusedUploads === null ? [] : [{ kind: 'refusedUploads', period: data.refusedUploads } as const]),
  ];
  const columns: Column<Row>[] = [
    {
      label: t('personalData.columns.kind'),
      cell: ({ kind }) => (
        <>
          {t(`personalData.kinds.${kind}.name`)}
          <Text size="xs" c="dimmed">
            {t(`personalData.kinds.${kind}.from`)}
          </Text>
        </>
      ),
    },
    {
      label: t('personalData.columns.period'),
      cell: ({ period }) => <span style={{ whiteSpace: 'nowrap' }}>{formatPeriod(period, language)}</span>,
    },
    { label: t('personalData.columns.reason'), cell: ({ kind }) => t(`personalData.kinds.${kind}.reason`) },
  ];
  return (
    <Paper style={{ overflow: 'hidden' }}>
      <DataList label={t('personalData.title')} columns={columns} rows={rows} rowKey={({ kind }) => kind} />
    </Paper>
  );
}

const UNITS = { hours: 'hour', days: 'day', months: 'month' } as const;

/** `13 miesięcy`, `90 dni`. */
function formatPeriod({ amount, unit }: Row['period'], language: Language): string {
  const format = { style: 'unit', unit: UNITS[unit], unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(language, format).format(amount);
}
