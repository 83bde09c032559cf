import { infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import { client } from '../api/client.ts';
import type { CallSearch } from './call-search.ts';

/** Calls per request. */
export const PAGE_SIZE = 50;
/** A call may have ended a second ago: the history is loaded again whenever it is opened, but not twice while its page is being loaded. */
const FRESH_MS = 2_000;

/** The calls that match the filters, newest first, page by page. */
export function callsQuery(search: CallSearch) {
  const query = { ...search, limit: PAGE_SIZE };
  return infiniteQueryOptions({
    queryKey: ['get', '/api/v1/calls', { params: { query } }],
    queryFn: async ({ pageParam, signal }) => {
      const params = { query: { ...query, ...(pageParam !== null && { cursor: pageParam }) } };
      const { data, error } = await client.GET('/api/v1/calls', { params, signal });
      if (data === undefined) throw error;
      return data;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: FRESH_MS,
  });
}

/** Requests the first calls while the code of their page is still on its way. What a note says only some may search for: that waits. */
export function preloadCalls(queryClient: QueryClient, search: CallSearch): void {
  if (search.note === undefined) void queryClient.prefetchInfiniteQuery(callsQuery(search));
}
