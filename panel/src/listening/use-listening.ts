import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';

const GRANTS = '/api/v1/listening-grants';
const STAFF_GRANTS = '/api/v1/operator/listening-grants';

/** Somebody may listen at this moment. */
const REFRESH_MS = 60_000;

/** Uses or calls per request. */
const PAGE_SIZE = 50;
const PAGES = {
  pageParamName: 'cursor',
  // Null is left out of the query; `undefined` would be sent as cursor 0.
  initialPageParam: null,
  getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor ?? undefined,
};

/** What the operator's staff have asked of the company, and may listen to. */
export function useGrants() {
  return api.useQuery('get', GRANTS, {}, { staleTime: 0, refetchInterval: REFRESH_MS });
}

/** What the operator's staff did under a grant. */
export function useGrantUses(id: string) {
  const params = { path: { id }, query: { limit: PAGE_SIZE } };
  return api.useInfiniteQuery('get', `${GRANTS}/{id}/uses`, { params }, { ...PAGES, staleTime: 0 });
}

export function useGive(onGiven: () => void) {
  return api.useMutation('post', `${GRANTS}/{id}/give`, { onSuccess: useReload(GRANTS, onGiven) });
}

export function useRefuse(onRefused: () => void) {
  return api.useMutation('post', `${GRANTS}/{id}/refuse`, { onSuccess: useReload(GRANTS, onRefused) });
}

export function useTakeBack(onTakenBack: () => void) {
  return api.useMutation('post', `${GRANTS}/{id}/take-back`, { onSuccess: useReload(GRANTS, onTakenBack) });
}

/** Of all customers. */
export function useStaffGrants() {
  return api.useQuery('get', STAFF_GRANTS, {}, { staleTime: 0, refetchInterval: REFRESH_MS });
}

export function useRequestGrant(onRequested: () => void) {
  return api.useMutation('post', STAFF_GRANTS, { onSuccess: useReload(STAFF_GRANTS, onRequested) });
}

/** The recorded calls that a grant opens. The customer sees that they were shown, so they are not loaded again by themselves. */
export function useCallsUnderGrant(id: string) {
  return api.useInfiniteQuery(
    'get',
    `${STAFF_GRANTS}/{id}/calls`,
    { params: { path: { id }, query: { limit: PAGE_SIZE } } },
    { ...PAGES, refetchOnWindowFocus: false, refetchOnReconnect: false },
  );
}

function useReload(path: string, then: () => void): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    then();
    await queryClient.invalidateQueries({ queryKey: ['get', path] });
  };
}
