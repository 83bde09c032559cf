import { type InfiniteData, keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, client } from '../api/client.ts';
import type { CallSearch } from './call-search.ts';
import { type CallsPage, mergeNewest } from './merge-newest.ts';

/** Calls per request. */
const PAGE_SIZE = 50;
/** As often as recorders report what they prepare. */
const PREPARING_REFRESH_MS = 10_000;

/** The calls that match the filters, newest first, loaded page by page. */
export function useCalls(search: CallSearch) {
  const calls = api.useInfiniteQuery(
    'get',
    '/api/v1/calls',
    { params: { query: { ...search, limit: PAGE_SIZE } } },
    {
      pageParamName: 'cursor',
      // Null is left out of the query; `undefined` would be sent as cursor 0.
      initialPageParam: null,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
      // A call may have ended a second ago: always reload the history when it is opened.
      staleTime: 0,
    },
  );
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
