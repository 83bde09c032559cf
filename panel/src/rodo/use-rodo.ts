import { useQueryClient } from '@tanstack/react-query';
import { api, type RodoRequest } from '../api/client.ts';
import { useDesk } from './desk.ts';

/** While something is being made or erased, its state is asked for this often. */
const REFRESH_MS = 3_000;

export function useRequests() {
  return api.useQuery('get', `${useDesk().api}/requests`, {}, { staleTime: 0 });
}

export function useRequest(id: string) {
  return api.useQuery(
    'get',
    `${useDesk().api}/requests/{id}`,
    { params: { path: { id } } },
    {
      staleTime: 0,
      refetchInterval: ({ state }) =>
        (state.data as RodoRequest | undefined)?.state === 'working' ? REFRESH_MS : false,
    },
  );
}

/** Each load is recorded in the audit log, so it is loaded when somebody asks for it, and kept. */
export function usePreview(id: string, enabled: boolean) {
  return api.useQuery(
    'get',
    `${useDesk().api}/requests/{id}/preview`,
    { params: { path: { id } } },
    { enabled, staleTime: Infinity, refetchOnWindowFocus: false, refetchOnReconnect: false },
  );
}

export function useAnswer(id: string, enabled: boolean) {
  return api.useQuery(
    'get',
    `${useDesk().api}/requests/{id}/answer`,
    { params: { path: { id } } },
    { enabled, staleTime: 0 },
  );
}

/** The address of a file of a request. */
export function useFileAddress(id: string): (file: 'package' | 'answer?format=text') => string {
  const desk = useDesk();
  return (file) => `${desk.api}/requests/${encodeURIComponent(id)}/${file}`;
}

/** Of the tenant; the operator's staff see no setting here. */
export function useRodoSettings() {
  return api.useQuery('get', '/api/v1/rodo/settings');
}

export function useOpenRequest(then: (opened: RodoRequest) => void) {
  return api.useMutation('post', `${useDesk().api}/requests`, { onSuccess: useReload(then) });
}

export function useOrderPackage(then: () => void) {
  return api.useMutation('post', `${useDesk().api}/requests/{id}/package`, { onSuccess: useReload(then) });
}

export function useErase(then: () => void) {
  return api.useMutation('post', `${useDesk().api}/requests/{id}/erasure`, { onSuccess: useReload(then) });
}

export function useRelease(then: () => void) {
  return api.useMutation('post', `${useDesk().api}/requests/{id}/release`, { onSuccess: useReload(then) });
}

export function useClose(then: () => void) {
  return api.useMutation('post', `${useDesk().api}/requests/{id}/close`, { onSuccess: useReload(then) });
}

export function useTurnOnTwoPersons(then: () => void) {
  return api.useMutation('post', '/api/v1/rodo/settings/two-person-release', { onSuccess: useReload(then) });
}

/** Loads again what a step has changed. */
function useReload<T>(then: (answer: T) => void): (answer: T) => Promise<void> {
  const queryClient = useQueryClient();
  const desk = useDesk();
  return async (answer) => {
    await queryClient.invalidateQueries({
      predicate: ({ queryKey }) => {
        const path = String(queryKey[1]);
        return path.startsWith(desk.api) && !path.endsWith('/preview');
      },
    });
    then(answer);
  };
}
