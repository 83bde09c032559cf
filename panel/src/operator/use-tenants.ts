import { useQueryClient } from '@tanstack/react-query';
import { api, type OperatorTenant } from '../api/client.ts';

const TENANTS = '/api/v1/operator/tenants';

/** Every tenant, and the plans there are. */
export function useTenants() {
  return api.useQuery('get', TENANTS);
}

export function useChangePlan(onChanged: (tenant: OperatorTenant) => void) {
  const queryClient = useQueryClient();
  return api.useMutation('put', `${TENANTS}/{id}/plan`, {
    onSuccess: (tenant) => {
      onChanged(tenant);
      return queryClient.invalidateQueries({ queryKey: ['get', TENANTS] });
    },
  });
}
