import { useQueryClient } from '@tanstack/react-query';
import { api, type RodoRequest } from '../api/client.ts';

/** While something is being made or erased, its state is asked for this often. */
const REFRESH_MS = 3_000;

export function useRequests() {
  return api.useQuery('get', '/api/v1/rodo/requests', {}, { staleTime: 0 });
}

export function useRequest(id: string) {
  return api.useQuery(
    'get',
    '/api/v1/rodo/requests/{id}',
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
    '/api/v1/rodo/requests/{id}/preview',
    { params: { path: { id } } },
    { enabled, staleTime: Infinity, refetchOnWindowFocus: false, refetchOnReconnect: false },
  );
}

export function useAnswer(id: string, enabled: boolean) {
  return api.useQuery(
    'get',
    '/api/v1/rodo/requests/{id}/answer',
    { params: { path: { id } } },
    { enabled, staleTime: 0 },
  );
}

export function useRodoSettings() {
  return api.useQuery('get', '/api/v1/rodo/settings');
}

/** Loads again what a step has changed. */
export function useReload(then: () => void): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    await queryClient.invalidateQueries({
      predicate: ({ queryKey }) => {
        const path = String(queryKey[1]);
        return path.startsWith('/api/v1/rodo') && !path.endsWith('/preview');
      },
    });
    then();
  };
}
