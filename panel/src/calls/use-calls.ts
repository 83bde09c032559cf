import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client } from '../api/client.ts';
import type { CallSearch } from './call-search.ts';
import { callsQuery, PAGE_SIZE } from './calls-query.ts';
import { type CallsPage, mergeNewest } from './merge-newest.ts';

/** As often as recorders report what they prepare. */
const PREPARING_REFRESH_MS = 10_000;

/** The calls that match the filters, newest first, loaded page by page. */
export function useCalls(search: CallSearch) {
  const calls = useInfiniteQuery({ ...callsQuery(search), placeholderData: keepPreviousData });
  useNewestCalls(search, calls.data?.pages[0]?.preparing != null && !calls.isPlaceholderData);
  return calls;
}

/** While recordings are being prepared: asks for the first page only, and adds what has come to the list. */
function useNewestCalls(search: CallSearch, isPreparing: boolean): void {
  const queryClient = useQueryClient();
  const query = { ...search, limit: PAGE_SIZE };
  const newest = useQuery({
    queryKey: ['newest-calls', query],
    queryFn: async () => {
      const { data, error } = await client.GET('/api/v1/calls', { params: { query } });
      if (data === undefined) throw error;
      return data;
    },
    enabled: isPreparing,
    refetchInterval: PREPARING_REFRESH_MS,
    refetchOnMount: false,
    gcTime: 0,
    // The list itself says what fails.
    retry: false,
  });
  useEffect(() => {
    if (newest.data === undefined) return;
    const queryKey = ['get', '/api/v1/calls', { params: { query } }];
    let hasGap = false;
    queryClient.setQueriesData<InfiniteData<CallsPage>>({ queryKey }, (known) => {
      if (known === undefined) return known;
      const merged = mergeNewest(known, newest.data);
      hasGap = merged === null;
      return merged ?? known;
    });
    if (hasGap) void queryClient.invalidateQueries({ queryKey });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each answer
  }, [newest.data]);
}
