import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';

const KEYS = '/api/v1/api-keys';

/** The tenant's API keys. */
export function useKeys() {
  return api.useQuery('get', KEYS, {}, { staleTime: 0 });
}

export function useAddKey(onAdded: (added: { apiKey: string }) => void) {
  return api.useMutation('post', KEYS, { onSuccess: useReload(onAdded) });
}

export function useRevokeKey(onRevoked: () => void) {
  return api.useMutation('delete', `${KEYS}/{id}`, { onSuccess: useReload(onRevoked) });
}

function useReload<T>(then: (answer: T) => void): (answer: T) => Promise<void> {
  const queryClient = useQueryClient();
  return async (answer) => {
    then(answer);
    await queryClient.invalidateQueries({ queryKey: ['get', KEYS] });
  };
}
