import { useQueryClient } from '@tanstack/react-query';
import { api, type Customer } from '../api/client.ts';

const TENANTS = '/api/v1/operator/tenants';
const TENANT = `${TENANTS}/{id}` as const;

export function useCustomer(id: string) {
  return api.useQuery('get', TENANT, { params: { path: { id } } });
}

export function useAddCustomer() {
  const queryClient = useQueryClient();
  return api.useMutation('post', TENANTS, {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['get', TENANTS] }),
  });
}

export function useChangeCustomer(onChanged: () => void) {
  return api.useMutation('patch', TENANT, { onSuccess: useShowCustomer(onChanged) });
}

export function useSaveContact(onSaved: () => void) {
  return api.useMutation('put', `${TENANT}/contacts`, { onSuccess: useShowCustomer(onSaved) });
}

export function useRemoveContact(onRemoved: () => void) {
  return api.useMutation('delete', `${TENANT}/contacts/{email}`, { onSuccess: useShowCustomer(onRemoved) });
}

export function useAddNumber(onAdded: () => void) {
  return api.useMutation('post', `${TENANT}/numbers`, { onSuccess: useShowCustomer(onAdded) });
}

export function useRemoveNumber(onRemoved: () => void) {
  return api.useMutation('delete', `${TENANT}/numbers/{number}`, { onSuccess: useShowCustomer(onRemoved) });
}

export function useSuspendCustomer(onSuspended: () => void) {
  return api.useMutation('put', `${TENANT}/suspension`, { onSuccess: useShowCustomer(onSuspended) });
}

export function useResumeCustomer(onResumed: () => void) {
  return api.useMutation('delete', `${TENANT}/suspension`, { onSuccess: useShowCustomer(onResumed) });
}

/** Every change answers with the changed tenant. */
function useShowCustomer(then: () => void): (customer: Customer) => Promise<void> {
  const queryClient = useQueryClient();
  return async (customer) => {
    const { queryKey } = api.queryOptions('get', TENANT, { params: { path: { id: customer.id } } });
    queryClient.setQueryData(queryKey, customer);
    then();
    await queryClient.invalidateQueries({ queryKey: ['get', TENANTS] });
  };
}
