import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';

const LINKS = '/api/v1/share-links';
const SHARING = '/api/v1/sharing';

/** The user's links, or all of the tenant's; of one recording or of all. */
export function useShareLinks(recordingId?: string) {
  const query = recordingId === undefined ? {} : { recordingId };
  return api.useQuery('get', LINKS, { params: { query } }, { staleTime: 0 });
}

export type ShareLink = NonNullable<ReturnType<typeof useShareLinks>['data']>['links'][number];

export function useMakeLink(onMade: (made: { url: string }) => void) {
  return api.useMutation('post', '/api/v1/recordings/{id}/share-links', { onSuccess: useReload(LINKS, onMade) });
}

export function useRevokeLink(onRevoked: () => void) {
  return api.useMutation('delete', `${LINKS}/{id}`, { onSuccess: useReload(LINKS, onRevoked) });
}

/** Whether the tenant allows links. */
export function useSharing() {
  return api.useQuery('get', SHARING, {}, { staleTime: 0 });
}

export function useSetSharing() {
  return api.useMutation('put', SHARING, { onSuccess: useReload(SHARING, () => {}) });
}

function useReload<T>(path: string, then: (answer: T) => void): (answer: T) => Promise<void> {
  const queryClient = useQueryClient();
  return async (answer) => {
    then(answer);
    await queryClient.invalidateQueries({ queryKey: ['get', path] });
  };
}
