import { useQueryClient } from '@tanstack/react-query';
import { api, type OrderRequest, type Services } from '../api/client.ts';

const SERVICES = ['get', '/api/v1/services'] as const;

export function useServices() {
  return api.useQuery(...SERVICES);
}

interface ChangeCallbacks {
  onChanged: (service: Services['callRecording']) => void;
  onFailed: (error: unknown) => void;
}

/** Turns recording, or recording of internal calls, on or off. The response updates the cached services. */
export function useChangeCallRecording({ onChanged, onFailed }: ChangeCallbacks) {
  const queryClient = useQueryClient();
  return api.useMutation('patch', '/api/v1/services/call-recording', {
    onSuccess: (callRecording) => {
      queryClient.setQueriesData<Services>({ queryKey: SERVICES }, (it) => it && { ...it, callRecording });
      onChanged(callRecording);
    },
    onError: onFailed,
  });
}

/** What an order would cost and change now. */
export function useOrderPreview(request: OrderRequest) {
  return api.useQuery('post', '/api/v1/services/orders/preview', { body: request }, { staleTime: 0 });
}

/** Sends an order. The response updates the cached services; the statements are reloaded. */
export function useOrder(onOrdered: () => void) {
  const queryClient = useQueryClient();
  return api.useMutation('post', '/api/v1/services/orders', {
    onSuccess: (services) => {
      queryClient.setQueriesData({ queryKey: SERVICES }, services);
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/billing/statements'] });
      onOrdered();
    },
  });
}
