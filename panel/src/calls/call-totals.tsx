import { Button, Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { formatDate } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { LOCALES } from '../i18n/language.ts';
import { ListSkeleton } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import type { CallSearch } from './call-search.ts';
import classes from './call-totals.module.css';

/** The library of charts is loaded when they are first shown. */
const CallCharts = lazy(async () => ({ default: (await import('./call-charts.tsx')).CallCharts }));

const MINUTE_MS = 60_000;
/** They are counted when they are asked for; a click on "refresh" counts again. */
const FRESH_MS = 60_000;

/** How many calls the filters find, how many of them are recorded, how long they lasted; and charts by day and hour. */
export function CallTotals({ search }: { search: CallSearch }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const [shown, charts] = useDisclosure(false);
  const totals = api.useQuery(
    'get',
    '/api/v1/calls/totals',
    { params: { query: search } },
    { placeholderData: keepPreviousData, staleTime: FRESH_MS },
  );
  if (totals.data === undefined) {
    if (!totals.isError) return <Skeleton height={52} aria-hidden />;
    return (
      <Text size="sm" c="dimmed" role="status">
        {t('history.totals.failed')}
      </Text>
    );
  }
  const { calls, recorded, durationMs, countedFrom } = totals.data;
  if (calls === 0) return null;
  const number = (value: number): string => {
    const text = new Intl.NumberFormat(LOCALES[language]).format(value);
    return countedFrom === null ? text : t('history.totals.over', { number: text });
  };
  const minutes = Math.round(durationMs / MINUTE_MS);
  const time = t('history.totals.time', { hours: number(Math.floor(minutes / 60)), minutes: minutes % 60 });
  return (
    <Paper component="section" aria-label={t('history.totals.label')} p="sm" px="md">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs 24px" aria-busy={totals.isPlaceholderData}>
          <dl className={classes.totals}>
            <Total name={t('history.totals.calls')} value={number(calls)} />
            <Total name={t('history.totals.recorded')} value={number(recorded)} />
            <Total name={t('history.totals.duration')} value={time} />
          </dl>
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="chart" size={16} />}
            aria-expanded={shown}
            onClick={charts.toggle}
          >
            {t(shown ? 'history.totals.hide' : 'history.totals.show')}
          </Button>
        </Group>
        {countedFrom !== null && (
          <Text size="sm" c="dimmed">
            {t('history.totals.cut', { date: formatDate(countedFrom, language) })}
          </Text>
        )}
        {shown && (
          <Suspense fallback={<ListSkeleton label={t('history.totals.loading')} />}>
            <CallCharts totals={totals.data} />
          </Suspense>
        )}
      </Stack>
    </Paper>
  );
}

function Total({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
