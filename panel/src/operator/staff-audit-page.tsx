import { Button, Group, NativeSelect, Paper, Stack, Text } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from '../audit/audit-filters.module.css';
import { useActionName, useDetailText } from '../audit/event-text.ts';
import { api, type ResponseOf } from '../api/client.ts';
import { formatDate, formatTime } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { audit } from '../i18n/pl/audit.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { DateInput } from '../ui/date-input.tsx';
import { EmptyMessage, ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import type { StaffAuditSearch } from './staff-audit-search.ts';
import { useTenants } from './use-operator.ts';

type StaffEvent = ResponseOf<'/api/v1/operator/audit'>['events'][number];

const PAGE_SIZE = 100;
const COMMANDS = 'cli';
const route = getRouteApi('/signed-in/operator/audit');

/** "Działania obsługi": what the operator's own staff did, filtered. */
export function StaffAuditPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const audit = useStaffAudit(search);
  const events = audit.data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <Stack>
      <PageHeader title={t('staffAudit.title')} lead={t('staffAudit.lead')} />
      <Filters search={search} staff={audit.data?.pages[0]?.staff ?? []} />
      {audit.isPending && <ListSkeleton label={t('staffAudit.loading')} />}
      {audit.isError && <LoadError error={audit.error} onRetry={() => void audit.refetch()} />}
      {audit.data !== undefined && (
        <Paper style={{ overflow: 'hidden' }}>
          {events.length === 0 ? (
            <EmptyMessage icon="log" title={t('staffAudit.empty.title')} text={t('staffAudit.empty.text')} />
          ) : (
            <Events events={events} />
          )}
        </Paper>
      )}
      {audit.hasNextPage && (
        <Group justify="center">
          <Button variant="default" loading={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
            {t('staffAudit.more')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

type Staff = ResponseOf<'/api/v1/operator/audit'>['staff'];

function Filters({ search, staff }: { search: StaffAuditSearch; staff: Staff }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const tenants = useTenants().data?.tenants ?? [];
  const actionName = useActionName();
  const set = (change: { readonly [Name in keyof StaffAuditSearch]?: string | undefined }): void => {
    const all = Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined && value !== '');
    void navigate({ to: '/operator/audit', search: Object.fromEntries(all), replace: true });
  };
  const actions = Object.keys(audit.actions).map((value) => ({ value, label: actionName(value) }));
  return (
    <Paper p="md">
      <div className={classes.fields}>
        <NativeSelect
          label={t('staffAudit.who')}
          value={search.actor ?? ''}
          onChange={(event) => set({ actor: event.currentTarget.value })}
          data={[
            { value: '', label: t('staffAudit.everybody') },
            ...staff.map(({ id, login, disabled }) => ({
              value: id,
              label: disabled ? t('staffAudit.disabled', { login }) : login,
            })),
            { value: COMMANDS, label: t('staffAudit.command') },
          ]}
        />
        <NativeSelect
          label={t('staffAudit.tenant')}
          value={search.tenantId ?? ''}
          onChange={(event) => set({ tenantId: event.currentTarget.value })}
          data={[
            { value: '', label: t('staffAudit.anyTenant') },
            ...tenants.map(({ id: value, name: label }) => ({ value, label })),
          ]}
        />
        <NativeSelect
          label={t('staffAudit.action')}
          value={search.action ?? ''}
          onChange={(event) => set({ action: event.currentTarget.value })}
          data={[
            { value: '', label: t('staffAudit.anyAction') },
            ...actions.toSorted((one, other) => one.label.localeCompare(other.label)),
          ]}
        />
        <DateInput<'range'>
          type="range"
          clearable
          allowSingleDateInRange
          label={t('staffAudit.days')}
          placeholder={t('staffAudit.anyDay')}
          value={[search.from ?? null, search.to ?? null]}
          onChange={([from, to]) => set({ from: from ?? undefined, to: to ?? undefined })}
        />
        {Object.keys(search).length > 0 && (
          <Button variant="subtle" onClick={() => void navigate({ to: '/operator/audit', search: {}, replace: true })}>
            {t('staffAudit.clear')}
          </Button>
        )}
      </div>
    </Paper>
  );
}

function Events({ events }: { events: readonly StaffEvent[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const actionName = useActionName();
  const detailText = useDetailText();
  const columns: Column<StaffEvent>[] = [
    {
      label: t('staffAudit.columns.at'),
      cell: ({ at }) => (
        <time dateTime={at}>
          {formatDate(at, language)} {formatTime(at, language)}
        </time>
      ),
    },
    { label: t('staffAudit.columns.who'), cell: ({ login }) => login ?? t('staffAudit.command') },
    {
      label: t('staffAudit.columns.action'),
      cell: ({ action, detail }) => (
        <>
          {actionName(action)}
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {detailText({ action, detail })}
          </Text>
        </>
      ),
    },
    { label: t('staffAudit.columns.tenant'), cell: ({ tenant }) => tenant?.name ?? t('staffAudit.ours') },
    { label: t('staffAudit.columns.address'), cell: ({ address }) => address ?? '–' },
  ];
  return <DataList label={t('staffAudit.list')} columns={columns} rows={events} rowKey={({ id }) => String(id)} />;
}

function useStaffAudit(search: StaffAuditSearch) {
  return api.useInfiniteQuery(
    'get',
    '/api/v1/operator/audit',
    { params: { query: { limit: PAGE_SIZE, ...search } } },
    {
      pageParamName: 'cursor',
      initialPageParam: null,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      staleTime: 0,
    },
  );
}
