import { Button, Group, Paper, Stack, Switch, Text } from '@mantine/core';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type SessionTrace } from '../api/client.ts';
import { formatDate, formatTime } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { EmptyMessage, ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { TraceWindow } from './trace-window.tsx';

const route = getRouteApi('/signed-in/operator/traces');

/** The recording sessions whose SIP messages are kept, refused ones too. */
export function TracesPage() {
  const { t } = useTranslation();
  const { source, refused } = route.useSearch();
  const navigate = useNavigate();
  const [opened, setOpened] = useState<SessionTrace | null>(null);
  const query = { ...(source !== undefined && { sourceId: source }), ...(refused && { refused: '1' as const }) };
  const traces = api.useQuery('get', '/api/v1/operator/session-traces', { params: { query } }, { staleTime: 0 });
  const columns = useColumns(setOpened);
  const rows = traces.data?.traces ?? [];
  return (
    <Stack>
      <PageHeader title={t('traces.title')} lead={t('traces.lead')}>
        <Button variant="default" renderRoot={(props) => <Link to="/operator/sources" {...props} />}>
          {t('traces.back')}
        </Button>
      </PageHeader>
      <Group justify="space-between">
        <Switch
          label={t('traces.onlyRefused')}
          checked={refused === true}
          onChange={(event) => {
            const only = event.currentTarget.checked;
            void navigate({
              to: '/operator/traces',
              search: { ...(source !== undefined && { source }), ...(only && { refused: true }) },
            });
          }}
        />
        <Button variant="default" loading={traces.isFetching} onClick={() => void traces.refetch()}>
          {t('calls.refresh')}
        </Button>
      </Group>
      {traces.isPending && <ListSkeleton label={t('traces.loading')} />}
      {traces.isError && <LoadError error={traces.error} onRetry={() => void traces.refetch()} />}
      {traces.data !== undefined && (
        <Paper style={{ overflow: 'hidden' }}>
          {rows.length === 0 ? (
            <EmptyMessage icon="phone" title={t('traces.empty.title')} text={t('traces.empty.text')} />
          ) : (
            <DataList label={t('traces.title')} columns={columns} rows={rows} rowKey={({ id }) => id} />
          )}
        </Paper>
      )}
      <TraceWindow trace={opened} onClose={() => setOpened(null)} />
    </Stack>
  );
}

function useColumns(onOpen: (trace: SessionTrace) => void): Column<SessionTrace>[] {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const began = ({ startedAt }: SessionTrace) =>
    `${formatDate(startedAt, language)} ${formatTime(startedAt, language)}`;
  return [
    { label: t('traces.columns.startedAt'), cell: began },
    { label: t('traces.columns.source'), cell: ({ source }) => source?.name ?? '–' },
    { label: t('traces.columns.tenant'), cell: ({ tenant }) => tenant?.name ?? '–' },
    { label: t('traces.columns.result'), cell: (trace) => <Result trace={trace} /> },
    { label: t('traces.columns.messages'), numeric: true, cell: ({ messages }) => messages },
    {
      label: t('traces.columns.open'),
      cell: (trace) => (
        <Button
          size="xs"
          variant="light"
          aria-label={t('traces.openOf', { at: began(trace) })}
          onClick={() => onOpen(trace)}
        >
          {t('traces.open')}
        </Button>
      ),
    },
  ];
}

/** What became of a session, with the SIP status. */
function Result({ trace: { result, status, ended } }: { trace: SessionTrace }) {
  const { t } = useTranslation();
  const became =
    result === null
      ? t('traces.undecided')
      : result === 'recorded'
        ? t(ended === null ? 'traces.running' : 'traces.recorded')
        : t(`recording.noneBecause.${result}`);
  return (
    <>
      {became}
      {status !== null && (
        <Text span size="sm" c="dimmed">
          {' '}
          SIP {status}
        </Text>
      )}
    </>
  );
}
