import { useQueryClient } from '@tanstack/react-query';
import { api, type Cancellation } from '../api/client.ts';

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
