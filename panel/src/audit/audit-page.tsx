import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api, type AuditEvent } from '../api/client.ts';
import { formatDate, formatTime } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { EmptyMessage, ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { useActionName, useActorName, useDetailText } from './event-text.ts';

/** "Dziennik zdarzeń": the audit log and its export. */
export function AuditPage() {
  const { t } = useTranslation();
  const audit = useAudit();
  const events = audit.data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <Stack>
      <PageHeader title={t('audit.title')} lead={t('audit.lead')}>
        <Button
          component="a"
          variant="default"
          leftSection={<Icon name="download" size={16} />}
          href={AUDIT_EXPORT}
          download
        >
          {t('audit.export')}
        </Button>
      </PageHeader>
      {audit.isPending && <ListSkeleton label={t('audit.loading')} />}
      {audit.isError && <LoadError error={audit.error} onRetry={() => void audit.refetch()} />}
      {audit.data !== undefined && (
        <Paper style={{ overflow: 'hidden' }}>
          {events.length === 0 ? (
            <EmptyMessage icon="log" title={t('audit.empty.title')} text={t('audit.empty.text')} />
          ) : (
            <AuditEvents events={events} />
          )}
        </Paper>
      )}
      {audit.hasNextPage && (
        <Group justify="center">
          <Button variant="default" loading={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
            {t('audit.more')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** One row per event. */
function AuditEvents({ events }: { events: readonly AuditEvent[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const actionName = useActionName();
  const actorName = useActorName();
  const detailText = useDetailText();
  const columns: Column<AuditEvent>[] = [
    {
      label: t('audit.columns.at'),
      cell: ({ at }) => (
        <time dateTime={at} style={{ whiteSpace: 'nowrap' }}>
          {formatDate(at, language)}, {formatTime(at, language)}
        </time>
      ),
    },
    { label: t('audit.columns.actor'), cell: actorName },
    {
      label: t('audit.columns.action'),
      cell: ({ action, detail }) => (
        <>
          {actionName(action)}
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {detailText({ action, detail })}
          </Text>
        </>
      ),
    },
    {
      label: t('audit.columns.subject'),
      cell: ({ subject, recordingPath }) => (
        <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {fileName(recordingPath) ?? subject ?? '–'}
        </Text>
      ),
    },
    { label: t('audit.columns.address'), cell: ({ address }) => address ?? '–' },
  ];
  return <DataList label={t('audit.list')} columns={columns} rows={events} rowKey={({ seq }) => String(seq)} />;
}

/** The name without the folders, whose dates are in the name too. */
function fileName(path: string | null): string | null {
  return path?.split('/').at(-1) ?? null;
}

const AUDIT_PAGE_SIZE = 100;

const AUDIT_EXPORT = '/api/v1/audit/export';

/** The tenant's audit log, newest first, loaded page by page. */
function useAudit() {
  return api.useInfiniteQuery(
    'get',
    '/api/v1/audit',
    { params: { query: { limit: AUDIT_PAGE_SIZE } } },
    {
      pageParamName: 'cursor',
      // Null is left out of the query; `undefined` would be sent as cursor 0.
      initialPageParam: null,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      staleTime: 0,
    },
  );
}
