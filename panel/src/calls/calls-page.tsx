import { ActionIcon, Button, Group, Paper, Skeleton, Stack, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useReducer, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { MissingCallButton } from '../timeline/missing-call-button.tsx';
import { EmptyMessage, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { useNarrowScreen } from '../ui/use-environment.ts';
import { CallCards, CallTable } from './call-list.tsx';
import { CallFilters } from './call-filters.tsx';
import { type CallSearch, changeSearch, countFilters } from './call-search.ts';
import { CallTotals } from './call-totals.tsx';
import { ColumnsButton } from './columns.tsx';
import { ExportMenu } from './export-menu.tsx';
import { HistoryKeys } from './history-keys.tsx';
import { PreparingCalls } from './preparing-calls.tsx';
import { useRecordingRights } from './recording-rights.tsx';
import { SavedSearchesMenu } from './saved-searches.tsx';
import { useCalls } from './use-calls.ts';
import { ZipDownloadButton } from './zip-download.tsx';

const route = getRouteApi('/signed-in/account/calls');

/** The call history: filters and the list of calls. */
export function CallsPage() {
  const { t } = useTranslation();
  const search = useAllowedSearch();
  const navigate = route.useNavigate();
  const onSearch = (changed: CallSearch) => void navigate({ search: changed, replace: true });
  const [replacements, countReplacement] = useReducer((count: number) => count + 1, 0);
  const onReplace = (whole: CallSearch) => {
    countReplacement();
    onSearch(whole);
  };
  const calls = useCalls(search);
  const queryClient = useQueryClient();
  const searchRef = useRef<HTMLInputElement>(null);
  const refresh = () => {
    void calls.refetch();
    void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/calls/totals'] });
  };
  const preparing = calls.data?.pages[0]?.preparing ?? null;
  return (
    <Stack>
      <PageHeader title={t('calls.title')} lead={t('calls.lead')}>
        <ExportMenu search={search} />
        <ZipDownloadButton search={search} />
        <Tooltip label={t('calls.refresh')}>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t('calls.refresh')}
            loading={calls.isRefetching}
            onClick={refresh}
          >
            <Icon name="refresh" />
          </ActionIcon>
        </Tooltip>
        <ColumnsButton />
        <HistoryKeys searchRef={searchRef} />
      </PageHeader>
      <CallFilters
        search={search}
        replacements={replacements}
        onSearch={onSearch}
        onReplace={onReplace}
        searchRef={searchRef}
      >
        <SavedSearchesMenu search={search} onSearch={onReplace} />
      </CallFilters>
      <CallTotals search={search} />
      {preparing !== null && <PreparingCalls preparing={preparing} />}
      <FoundCalls calls={calls} search={search} onClear={() => onReplace({})} />
      <Group justify="center">
        <MissingCallButton key={search.number} initial={{ number: search.number }} />
      </Group>
    </Stack>
  );
}

/** The filters of the address. Of a link by somebody who may listen: for others without what is written in notes. */
function useAllowedSearch(): CallSearch {
  const search = route.useSearch();
  const { listen } = useRecordingRights();
  return useMemo(() => (listen ? search : changeSearch(search, { note: undefined })), [search, listen]);
}

interface FoundCallsProps {
  calls: ReturnType<typeof useCalls>;
  search: CallSearch;
  onClear: () => void;
}

/** The list of calls, or its loading, error or empty state. */
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
      {found.length > 0 && <ShowMore calls={calls} count={found.length} />}
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

function ShowMore({ calls, count }: { calls: FoundCallsProps['calls']; count: number }) {
  const { t } = useTranslation();
  return (
    <Group justify="center" gap="md" py="xs">
      <Text size="sm" c="dimmed" role="status">
        {t(calls.hasNextPage ? 'calls.shown' : 'calls.allShown', { shown: count })}
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

/** Placeholder of the list while the first calls are loading. */
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
