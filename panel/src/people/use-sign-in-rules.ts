import { useQueryClient } from '@tanstack/react-query';
import { api, type AllowedNetworks, problemCode, type SecurityPolicy } from '../api/client.ts';
import { sessionQuery } from '../session/session.ts';

const NETWORKS = '/api/v1/networks';
const POLICY = '/api/v1/security-policy';

/** From where the tenant's people may sign in. */
export function useNetworks() {
  return api.useQuery('get', NETWORKS, {}, { staleTime: 0, refetchOnWindowFocus: false });
}

/** Of whom a second factor is demanded. */
export function useSecurityPolicy() {
  return api.useQuery('get', POLICY, {}, { staleTime: 0, refetchOnWindowFocus: false });
}

/** The API refuses a list without the user's own address; `onOwnExcluded` may confirm it and save again. */
export function useSaveNetworks(then: (saved: AllowedNetworks) => void, onOwnExcluded: (networks: string[]) => void) {
  const queryClient = useQueryClient();
  const saving = api.useMutation('put', NETWORKS, {
    onSuccess: (saved) => {
      queryClient.setQueryData(api.queryOptions('get', NETWORKS, {}).queryKey, saved);
      then(saved);
    },
    onError: (error, { body }) => {
      if (isOwnExcluded(error)) onOwnExcluded([...body.networks]);
    },
  });
  return {
    isPending: saving.isPending,
    error: isOwnExcluded(saving.error) ? null : saving.error,
    save: (networks: string[], withoutOwnAddress = false) => saving.mutate({ body: { networks, withoutOwnAddress } }),
  };
}

function isOwnExcluded(error: unknown): boolean {
  return problemCode(error) === 'own-address-excluded';
}

/** It may be demanded of the user who saves it: the session says so. */
export function useSavePolicy(then: () => void) {
  const queryClient = useQueryClient();
  return api.useMutation('put', POLICY, {
    onSuccess: (saved: SecurityPolicy) => {
      queryClient.setQueryData(api.queryOptions('get', POLICY, {}).queryKey, saved);
      then();
      return queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
}
