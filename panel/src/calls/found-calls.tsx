import { Button, Group, Paper, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EmptyMessage } from '../ui/empty-message.tsx';
import { LoadError } from '../ui/load-error.tsx';
import { useNarrowScreen } from '../ui/use-narrow-screen.ts';
import { CallCards } from './call-cards.tsx';
import { type CallSearch, countFilters } from './call-search.ts';
import { CallTable } from './call-table.tsx';
import { CallsSkeleton } from './calls-skeleton.tsx';
import type { useCalls } from './use-calls.ts';

interface FoundCallsProps {
  calls: ReturnType<typeof useCalls>;
  search: CallSearch;
  onClear: () => void;
}

/** The list, or what stands in its place: loading, failed, nothing found. */
export function FoundCalls({ calls, search, onClear }: FoundCallsProps) {
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
