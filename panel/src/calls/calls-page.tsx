import { ActionIcon, Button, Group, Paper, Skeleton, Stack, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { EmptyMessage, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { useNarrowScreen } from '../ui/use-environment.ts';
import { CallCards, CallTable } from './call-list.tsx';
import { CallFilters } from './call-filters.tsx';
import { type CallSearch, countFilters } from './call-search.ts';

interface CallsPageProps {
  search: CallSearch;
  onSearch: (search: CallSearch) => void;
}

/** The history of calls: found by the filters above, listened to and downloaded in the list below. */
export function CallsPage({ search, onSearch }: CallsPageProps) {
  const { t } = useTranslation();
  const calls = useCalls(search);
  return (
    <Stack>
      <PageHeader title={t('calls.title')} lead={t('calls.lead')}>
        <Tooltip label={t('calls.refresh')}>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t('calls.refresh')}
            loading={calls.isRefetching}
            onClick={() => void calls.refetch()}
          >
            <Icon name="refresh" />
          </ActionIcon>
        </Tooltip>
      </PageHeader>
      <CallFilters search={search} onSearch={onSearch} />
      <FoundCalls calls={calls} search={search} onClear={() => onSearch({})} />
    </Stack>
  );
}

interface FoundCallsProps {
  calls: ReturnType<typeof useCalls>;
  search: CallSearch;
  onClear: () => void;
}

/** The list, or what stands in its place: loading, failed, nothing found. */
function FoundCalls({ calls, search, onClear }: FoundCallsProps) {
  const narrow = useNarrowScreen();
  if (calls.isPending) return <CallsSkeleton />;
  if (calls.data === undefined) return <LoadError error={calls.error} onRetry={() => void calls.refetch()} />;
  const found = calls.data.pages.flatMap((page) => page.calls);
  const List = narrow ? CallCards : CallTable;
  return (
    <>
      {calls.isError && <LoadError error={calls.error} onRetry={() => void retry(calls)} />}
      <Paper style={{ overflow: 'hidden' }} aria-busy={calls.isPlaceholderData}>
        {found.length === 0 ? (
          <NothingFound filtered={countFilters(search) > 0} onClear={onClear} />
        ) : (
          <List calls={found} />
        )}
      </Paper>
      {found.length > 0 && <ShowMore calls={calls} shown={found.length} />}
    </>
  );
}

function retry(calls: FoundCallsProps['calls']): Promise<unknown> {
  return calls.isFetchNextPageError ? calls.fetchNextPage() : calls.refetch();
}

function NothingFound({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  if (!filtered) return <EmptyMessage icon="phone" title={t('calls.empty.title')} text={t('calls.empty.text')} />;
  return (
    <EmptyMessage icon="search" title={t('calls.empty.filteredTitle')} text={t('calls.empty.filteredText')}>
      <Button mt="xs" variant="light" onClick={onClear}>
        {t('filters.clear')}
      </Button>
    </EmptyMessage>
  );
}

function ShowMore({ calls, shown }: { calls: FoundCallsProps['calls']; shown: number }) {
  const { t } = useTranslation();
  return (
    <Group justify="center" gap="md" py="xs">
      <Text size="sm" c="dimmed" role="status">
        {t(calls.hasNextPage ? 'calls.shown' : 'calls.allShown', { shown })}
      </Text>
      {calls.hasNextPage && (
        <Button variant="default" loading={calls.isFetchingNextPage} onClick={() => void calls.fetchNextPage()}>
          {t('calls.more')}
        </Button>
      )}
    </Group>
  );
}

const SKELETON_ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** Stands where the first page of calls will be. */
function CallsSkeleton() {
  const { t } = useTranslation();
  return (
    <Paper p="md" role="status">
      <VisuallyHidden>{t('calls.loading')}</VisuallyHidden>
      <Stack gap="lg" aria-hidden>
        {SKELETON_ROWS.map((row) => (
          <Skeleton key={row} height={26} radius="sm" />
        ))}
      </Stack>
    </Paper>
  );
}

/** How many calls "show more" adds. */
const PAGE_SIZE = 50;

/** The calls found, page after page, newest first. */
function useCalls(search: CallSearch) {
  return api.useInfiniteQuery(
    'get',
    '/api/v1/calls',
    { params: { query: { ...search, limit: PAGE_SIZE } } },
    {
      pageParamName: 'cursor',
      // Null is left out of the address; `undefined` would be sent as cursor 0.
      initialPageParam: null,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
      // A call may have ended a second ago: whoever opens the history sees it.
      staleTime: 0,
    },
  );
}
