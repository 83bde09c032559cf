import { useQueryClient } from '@tanstack/react-query';
import { api, type Cancellation, type MonthStatements, notText, type OperatorTenant } from '../api/client.ts';

const CANCELLATIONS = '/api/v1/operator/cancellations';

/** A mail may come at any time, and the countdown goes on. */
const REFRESH_MS = 60_000;

export type CancellationFilter = Cancellation['state'] | 'all';

export function useCancellations(filter: CancellationFilter) {
  const query = filter === 'all' ? {} : { state: filter };
  return api.useQuery('get', CANCELLATIONS, { params: { query } }, { staleTime: 0, refetchInterval: REFRESH_MS });
}

export function useConfirmCancellation(onConfirmed: (cancellation: Cancellation) => void) {
  return api.useMutation('post', `${CANCELLATIONS}/{id}/confirm`, { onSuccess: useThenReadAnew(onConfirmed) });
}

export function useRejectCancellation(onRejected: (cancellation: Cancellation) => void) {
  return api.useMutation('post', `${CANCELLATIONS}/{id}/reject`, { onSuccess: useThenReadAnew(onRejected) });
}

function useThenReadAnew(then: (cancellation: Cancellation) => void): (cancellation: Cancellation) => Promise<void> {
  const queryClient = useQueryClient();
  return async (cancellation) => {
    then(cancellation);
    await queryClient.invalidateQueries({ queryKey: ['get', CANCELLATIONS] });
  };
}

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

/** The statements of all periods that began in a month, `YYYY-MM`. */
export function useMonthStatements(month: string) {
  return api.useQuery('get', STATEMENTS, { params: { query: { month } } }, { select: notText<MonthStatements> });
}

/** Where the month is downloaded from. */
export function monthAddress(month: string, format: 'csv' | 'json'): string {
  return `${STATEMENTS}?month=${month}&format=${format}`;
}
