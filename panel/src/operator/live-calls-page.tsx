import { Anchor, Paper, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, type ResponseOf } from '../api/client.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { formatTime } from '../format/warsaw-time.ts';
import { Elapsed } from '../live/elapsed.tsx';
import { PausedBadge } from '../live/paused-badge.tsx';
import { Card } from '../ui/card.tsx';
import { type Column, DataList } from '../ui/data-list.tsx';
import { EmptyMessage, ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { LiveLevels } from './live-levels.tsx';

type LiveCalls = ResponseOf<'/api/v1/operator/live-calls'>;
type Counted = LiveCalls['sources'][number];

/** Nothing is asked in a hidden tab. */
const REFRESH_MS = 10_000;

/** The calls of all customers that run now, without who speaks. */
export function OperatorLivePage() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { data, error, refetch, dataUpdatedAt } = api.useQuery(
    'get',
    '/api/v1/operator/live-calls',
    {},
    { refetchInterval: REFRESH_MS },
  );
  return (
    <Stack>
      <PageHeader title={t('operatorLive.title')} lead={t('operatorLive.lead')}>
        {data !== undefined && (
          <Text size="sm" c="dimmed">
            {t('operatorLive.asOf', { time: formatTime(data.now, language) })}
          </Text>
        )}
      </PageHeader>
      {data === undefined ? (
        error === null ? (
          <ListSkeleton label={t('operatorLive.loading')} />
        ) : (
          <LoadError error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <Running live={data} clockOffsetMs={Date.parse(data.now) - dataUpdatedAt} />
      )}
    </Stack>
  );
}

function Running({ live, clockOffsetMs }: { live: LiveCalls; clockOffsetMs: number }) {
  const { t } = useTranslation();
  const { tenants, recorders, sources } = live;
  const count = tenants.reduce((sum, { calls }) => sum + calls, 0);
  if (count === 0) {
    return (
      <Paper>
        <EmptyMessage icon="phone" title={t('live.empty.title')} text={t('operatorLive.empty')} />
      </Paper>
    );
  }
  return (
    <>
      <Text size="sm" c="dimmed" role="status">
        {t('live.count', { count })}
      </Text>
      <Counts title={t('operatorLive.tenants')} counts={tenants} clockOffsetMs={clockOffsetMs} nameOf={tenantName} />
      <Counts
        title={t('operatorLive.sources')}
        counts={sources}
        clockOffsetMs={clockOffsetMs}
        nameOf={({ name }) => name ?? t('operatorLive.unknownSource')}
      />
      <LiveLevels tenants={tenants} sourceName={(id) => nameIn(sources, id) ?? t('operatorLive.unknownSource')} />
      <Counts
        title={t('operatorLive.recorders')}
        counts={recorders}
        clockOffsetMs={clockOffsetMs}
        nameOf={({ id }) => <code>{id}</code>}
      />
      <Calls live={live} clockOffsetMs={clockOffsetMs} />
    </>
  );
}

function tenantName({ id, name }: Counted) {
  return (
    <Anchor
      fw={600}
      renderRoot={(props) => <Link to="/operator/tenants/$id" params={{ id: id ?? '' }} search={{}} {...props} />}
    >
      {name ?? id}
    </Anchor>
  );
}

interface CountsProps {
  title: string;
  counts: readonly Counted[];
  clockOffsetMs: number;
  nameOf: (counted: Counted) => React.ReactNode;
}

function Counts({ title, counts, clockOffsetMs, nameOf }: CountsProps) {
  const { t } = useTranslation();
  const columns: Column<Counted>[] = [
    { label: t('operatorLive.name'), cell: nameOf },
    { label: t('operatorLive.calls'), numeric: true, cell: ({ calls }) => <strong>{calls}</strong> },
    { label: t('operatorLive.paused'), numeric: true, cell: ({ paused }) => paused },
    {
      label: t('operatorLive.longest'),
      numeric: true,
      cell: ({ longestSince }) => <Elapsed since={longestSince} clockOffsetMs={clockOffsetMs} />,
    },
  ];
  return (
    <Card title={title} list>
      <DataList label={title} columns={columns} rows={counts} rowKey={({ id }) => id ?? ''} />
    </Card>
  );
}

function nameIn(counts: readonly Counted[], id: string | null): string | null {
  return counts.find((one) => one.id === id)?.name ?? null;
}

type RunningCall = LiveCalls['calls'][number];

function Calls({ live: { calls, more, tenants, sources }, clockOffsetMs }: { live: LiveCalls; clockOffsetMs: number }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const columns: Column<RunningCall>[] = [
    {
      label: t('live.columns.since'),
      cell: ({ startedAt }) => (
        <>
          <Elapsed since={startedAt} clockOffsetMs={clockOffsetMs} />{' '}
          <Text component="span" size="xs" c="dimmed">
            {t('live.from', { time: formatTime(startedAt, language) })}
          </Text>
        </>
      ),
    },
    { label: t('operatorLive.tenant'), cell: ({ tenantId }) => nameIn(tenants, tenantId) ?? tenantId },
    {
      label: t('operatorLive.source'),
      cell: ({ sourceId }) => nameIn(sources, sourceId) ?? t('operatorLive.unknownSource'),
    },
    {
      label: t('live.columns.state'),
      cell: ({ paused, pausedBy }) =>
        paused ? (
          <PausedBadge pausedBy={pausedBy} />
        ) : (
          <StatusBadge color="on" icon="check" size="md">
            {t('operatorLive.recorded')}
          </StatusBadge>
        ),
    },
    { label: t('operatorLive.id'), cell: ({ id }) => <code>{id}</code> },
  ];
  return (
    <Card title={t('operatorLive.list')} {...(more && { lead: t('operatorLive.more') })} list>
      <DataList label={t('operatorLive.list')} columns={columns} rows={calls} rowKey={({ id }) => id} />
    </Card>
  );
}
