import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import type { AuditSearch } from '../audit/audit-search.ts';
import { addDays, warsawDay } from '../format/warsaw-time.ts';

const TENANT = '/api/v1/operator/tenants/{id}';

/** Each request of most parts is an event in the customer's log: what is shown is not asked for again for a while. */
const FRESH = { staleTime: 5 * 60_000, refetchOnWindowFocus: false } as const;
const PUSH_DAYS = 31;

const of = (id: string) => ({ params: { path: { id } } });

export const useCustomerUsers = (id: string) => api.useQuery('get', `${TENANT}/users`, of(id), FRESH);
export const useCustomerServices = (id: string) => api.useQuery('get', `${TENANT}/services`, of(id));
export const useCustomerStatements = (id: string) => api.useQuery('get', `${TENANT}/statements`, of(id), FRESH);
export const useCustomerCancellations = (id: string) => api.useQuery('get', `${TENANT}/cancellations`, of(id), FRESH);
export const useCustomerHolds = (id: string) => api.useQuery('get', `${TENANT}/holds`, of(id), FRESH);
export const useCustomerStorage = (id: string) => api.useQuery('get', `${TENANT}/storage`, of(id), FRESH);
export const useCustomerNotes = (id: string) => api.useQuery('get', `${TENANT}/notes`, of(id));
export const useCustomerLeave = (id: string) => api.useQuery('get', `${TENANT}/leave`, of(id));

export function useCustomerStatement(id: string, periodStart: string) {
  return api.useQuery('get', `${TENANT}/statements/{periodStart}`, { params: { path: { id, periodStart } } }, FRESH);
}

/** The last month. */
export function useCustomerPush(id: string) {
  const to = warsawDay(new Date());
  const query = { from: addDays(to, 1 - PUSH_DAYS), to };
  return api.useQuery('get', `${TENANT}/push`, { params: { path: { id }, query } }, FRESH);
}

const AUDIT_PAGE_SIZE = 100;

export function useCustomerAudit(id: string, search: AuditSearch) {
  return api.useInfiniteQuery(
    'get',
    `${TENANT}/audit`,
    { params: { path: { id }, query: { limit: AUDIT_PAGE_SIZE, ...search } } },
    {
      pageParamName: 'cursor',
      initialPageParam: null,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      ...FRESH,
    },
  );
}

export function useAddNote(onAdded: () => void) {
  return api.useMutation('post', `${TENANT}/notes`, { onSuccess: useReload(`${TENANT}/notes`, onAdded) });
}

export function useRemoveNote(onRemoved: () => void) {
  return api.useMutation('delete', `${TENANT}/notes/{note}`, { onSuccess: useReload(`${TENANT}/notes`, onRemoved) });
}

export function useOrderLeave(onOrdered: () => void) {
  return api.useMutation('put', `${TENANT}/leave`, { onSuccess: useReload(`${TENANT}/leave`, onOrdered) });
}

export function useTakeBackLeave(onTakenBack: () => void) {
  return api.useMutation('delete', `${TENANT}/leave`, { onSuccess: useReload(`${TENANT}/leave`, onTakenBack) });
}

/** Of a leave the customer itself and the list of all change, too. */
function useReload(path: string, then: () => void): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    then();
    for (const changed of [path, TENANT, '/api/v1/operator/tenants']) {
      await queryClient.invalidateQueries({ queryKey: ['get', changed] });
    }
  };
}
