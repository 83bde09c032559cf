import { Button, Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { EmptyMessage, ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { AuditEvents } from './audit-events.tsx';

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
        <AuditEvents
          events={events}
          empty={<EmptyMessage icon="log" title={t('audit.empty.title')} text={t('audit.empty.text')} />}
        />
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
