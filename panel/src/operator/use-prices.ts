import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';

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
