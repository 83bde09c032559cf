import { useQueryClient } from '@tanstack/react-query';
import { api, type Services } from '../api/client.ts';

export const SERVICES = ['get', '/api/v1/services'] as const;

export function useServices() {
  return api.useQuery(...SERVICES);
}

interface ChangeEnds {
  onChanged: (service: Services['callRecording']) => void;
  onFailed: (error: unknown) => void;
}

/** Turns recording, or recording of internal calls, on or off; what the API answers is shown at once. */
export function useChangeCallRecording({ onChanged, onFailed }: ChangeEnds) {
  const queryClient = useQueryClient();
  return api.useMutation('patch', '/api/v1/services/call-recording', {
    onSuccess: (callRecording) => {
      queryClient.setQueriesData<Services>({ queryKey: SERVICES }, (it) => it && { ...it, callRecording });
      onChanged(callRecording);
    },
    onError: onFailed,
  });
}

/** Makes a new FTP password; the rest of the services is read anew, for the time of the change. */
export function useNewFtpPassword(onMade: (password: string) => void) {
  const queryClient = useQueryClient();
  return api.useMutation('post', '/api/v1/services/ftp/password', {
    onSuccess: ({ password }) => {
      onMade(password);
      return queryClient.invalidateQueries({ queryKey: SERVICES });
    },
  });
}
