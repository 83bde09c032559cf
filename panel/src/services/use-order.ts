import { useQueryClient } from '@tanstack/react-query';
import { api, type OrderWish } from '../api/client.ts';
import { SERVICES } from './use-services.ts';

/** What an order would cost and do at this moment. */
export function useOrderPreview(wish: OrderWish) {
  return api.useQuery('post', '/api/v1/services/orders/preview', { body: wish }, { staleTime: 0 });
}

/** Makes an order; the services it answers with are shown at once, and the statements are read anew. */
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
