import { keepPreviousData } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import type { CallSearch } from './call-search.ts';

/** How many calls "show more" adds. */
const PAGE_SIZE = 50;

/** The calls found, page after page, newest first. */
export function useCalls(search: CallSearch) {
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
