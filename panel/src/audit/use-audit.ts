import { api } from '../api/client.ts';

const PAGE_SIZE = 100;

export const AUDIT_EXPORT = '/api/v1/audit/export';

/** The tenant's audit log, page after page, newest first. */
export function useAudit() {
  return api.useInfiniteQuery(
    'get',
    '/api/v1/audit',
    { params: { query: { limit: PAGE_SIZE } } },
    {
      pageParamName: 'cursor',
      // Null is left out of the address; `undefined` would be sent as cursor 0.
      initialPageParam: null,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      staleTime: 0,
    },
  );
}
