import { useQueryClient } from '@tanstack/react-query';
import { api, type Cancellation, type MonthStatements, asJson, type OperatorTenant } from '../api/client.ts';

const CANCELLATIONS = '/api/v1/operator/cancellations';

/** A new mail may arrive at any time. */
const REFRESH_MS = 60_000;

export type CancellationFilter = Cancellation['state'] | 'all';

export function useCancellations(filter: CancellationFilter) {
  const query = filter === 'all' ? {} : { state: filter };
  return api.useQuery('get', CANCELLATIONS, { params: { query } }, { staleTime: 0, refetchInterval: REFRESH_MS });
}

export function useConfirmCancellation(onConfirmed: (cancellation: Cancellation) => void) {
  return api.useMutation('post', `${CANCELLATIONS}/{id}/confirm`, { onSuccess: useReloadCancellations(onConfirmed) });
}

export function useRejectCancellation(onRejected: (cancellation: Cancellation) => void) {
  return api.useMutation('post', `${CANCELLATIONS}/{id}/reject`, { onSuccess: useReloadCancellations(onRejected) });
}

function useReloadCancellations(
  then: (cancellation: Cancellation) => void,
): (cancellation: Cancellation) => Promise<void> {
  const queryClient = useQueryClient();
  return async (cancellation) => {
    then(cancellation);
    await queryClient.invalidateQueries({ queryKey: ['get', CANCELLATIONS] });
  };
}

const TENANTS = '/api/v1/operator/tenants';

/** All tenants and all plans. */
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

const PLANS = '/api/v1/operator/plans';

export function useAddPlan(onAdded: () => void) {
  return api.useMutation('post', PLANS, { onSuccess: useReloadTenants(onAdded) });
}

export function useEditPlan(onEdited: () => void) {
  return api.useMutation('patch', `${PLANS}/{name}`, { onSuccess: useReloadTenants(onEdited) });
}

/** The plans come with the tenants. */
function useReloadTenants(then: () => void): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    then();
    await queryClient.invalidateQueries({ queryKey: ['get', TENANTS] });
  };
}

const PRICES = '/api/v1/operator/prices';

export function usePrices() {
  return api.useQuery('get', PRICES);
}

export function useAddPrice(onAdded: () => void) {
  const queryClient = useQueryClient();
  return api.useMutation('post', PRICES, {
    onSuccess: () => {
      onAdded();
      return queryClient.invalidateQueries({ queryKey: ['get', PRICES] });
    },
  });
}

const STATEMENTS = '/api/v1/operator/statements';

/** The statements of all billing periods that started in a month (`YYYY-MM`). */
export function useMonthStatements(month: string) {
  return api.useQuery('get', STATEMENTS, { params: { query: { month } } }, { select: asJson<MonthStatements> });
}

/** Download address of the statements of a month. */
export function monthAddress(month: string, format: 'csv' | 'json'): string {
  return `${STATEMENTS}?month=${month}&format=${format}`;
}
