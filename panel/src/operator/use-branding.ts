import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { type Branding, brandingQuery } from '../branding/branding.ts';

const BRANDING = '/api/v1/operator/branding';

export function useSaveBranding(onSaved: () => void) {
  return api.useMutation('put', BRANDING, { onSuccess: useShowBranding(onSaved) });
}

export function useSavePicture(onSaved: () => void) {
  return api.useMutation('put', `${BRANDING}/{kind}`, { onSuccess: useShowBranding(onSaved) });
}

export function useRemovePicture(onRemoved: () => void) {
  return api.useMutation('delete', `${BRANDING}/{kind}`, { onSuccess: useShowBranding(onRemoved) });
}

function useShowBranding(then: () => void): (branding: Branding) => void {
  const queryClient = useQueryClient();
  return (branding) => {
    queryClient.setQueryData(brandingQuery.queryKey, branding);
    then();
  };
}
