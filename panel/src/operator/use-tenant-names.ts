import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';

const ALIASES = '/api/v1/operator/tenants/{id}/aliases';
const UNKNOWN = '/api/v1/operator/unknown-tenant-names';

/** The names by which PBXs call a tenant. */
export function useTenantNames(id: string) {
  return api.useQuery('get', ALIASES, { params: { path: { id } } });
}

/** The names that PBXs gave lately and that no tenant has. */
export function useUnknownNames() {
  return api.useQuery('get', UNKNOWN, {}, { staleTime: 0 });
}

export function useAddTenantName(onAdded: () => void) {
  return api.useMutation('post', ALIASES, { onSuccess: useReload(onAdded) });
}

export function useRemoveTenantName(onRemoved: () => void) {
  return api.useMutation('delete', `${ALIASES}/{aliasId}`, { onSuccess: useReload(onRemoved) });
}

function useReload(then: () => void): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    then();
    await queryClient.invalidateQueries({ queryKey: ['get', ALIASES] });
    await queryClient.invalidateQueries({ queryKey: ['get', UNKNOWN] });
  };
}
