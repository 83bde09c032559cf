import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';

const HOLD = '/api/v1/recordings/{id}/hold';

/** Places a hold, or changes the one there is; the history is read anew. */
export function usePlaceHold(onPlaced: () => void) {
  return api.useMutation('put', HOLD, { onSuccess: useThenReadCalls(onPlaced) });
}

export function useLiftHold(onLifted: () => void) {
  return api.useMutation('delete', HOLD, { onSuccess: useThenReadCalls(onLifted) });
}

function useThenReadCalls(then: () => void): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    await queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/calls'] });
    then();
  };
}
