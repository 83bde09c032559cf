import { Button, Group, Stack } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { EmptyMessage, ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { type AuditSearch, changeAuditSearch } from './audit-search.ts';
import { AuditEvents } from './audit-events.tsx';

const route = getRouteApi('/signed-in/account/audit');

/** "Dziennik zdarzeń": the audit log and its export. */
export function AuditPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const onSearch = (changed: AuditSearch) => void navigate({ search: changed, replace: true });
  const audit = useAudit(search);
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
      <AuditFilters search={search} onSearch={onSearch} actors={audit.data?.pages[0]?.actors ?? []} />
      {audit.isPending && <ListSkeleton label={t('audit.loading')} />}
      {audit.isError && <LoadError error={audit.error} onRetry={() => void audit.refetch()} />}
      {audit.data !== undefined && (
        <AuditEvents
          events={events}
          onSubject={(subject) => onSearch(changeAuditSearch(search, { subject }))}
          empty={<NoEvents filtered={Object.keys(search).length > 0} />}
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

/** In place of an empty list. */
function NoEvents({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation();
  const of = filtered ? 'filters.none' : 'empty';
  return <EmptyMessage icon="log" title={t(`audit.${of}.title`)} text={t(`audit.${of}.text`)} />;
}

const AUDIT_PAGE_SIZE = 100;

const AUDIT_EXPORT = '/api/v1/audit/export';

/** The tenant's audit log, newest first, loaded page by page. */
function useAudit(search: AuditSearch) {
  return api.useInfiniteQuery(
    'get',
    '/api/v1/audit',
    { params: { query: { limit: AUDIT_PAGE_SIZE, ...search } } },
    {
      pageParamName: 'cursor',
      // Null is left out of the query; `undefined` would be sent as cursor 0.
      initialPageParam: null,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      staleTime: 0,
      placeholderData: keepPreviousData,
    },
  );
}
