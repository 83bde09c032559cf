import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';

const SOURCES = '/api/v1/operator/sources';

/** The PBXs that may record, with their keys. */
export function useSources() {
  return api.useQuery('get', SOURCES, {}, { staleTime: 0 });
}

/** How many sessions it has now is some seconds old anyway. */
const REFRESH_MS = 15_000;

/** What a PBX sends; undefined while it is not known. */
export function useSourceStatistics(id: string) {
  const { data } = api.useQuery('get', '/api/v1/operator/source-statistics', {}, { refetchInterval: REFRESH_MS });
  return data?.sources.find(({ sourceId }) => sourceId === id);
}

export function useAddSource(onAdded: (added: { apiKey: string }) => void) {
  return api.useMutation('post', SOURCES, { onSuccess: useReload(onAdded) });
}

export function useChangeSource(onChanged: () => void) {
  return api.useMutation('patch', `${SOURCES}/{id}`, { onSuccess: useReload(onChanged) });
}

/** The last call records of a source, as other settings read them. */
export function usePreviewCallRecords() {
  return api.useMutation('post', `${SOURCES}/{id}/call-records/preview`);
}

export function useRemoveSource(onRemoved: () => void) {
  return api.useMutation('delete', `${SOURCES}/{id}`, { onSuccess: useReload(onRemoved) });
}

export function useSetSourceDigest(onMade: (made: { secret: string }) => void) {
  return api.useMutation('put', `${SOURCES}/{id}/digest`, { onSuccess: useReload(onMade) });
}

export function useRemoveSourceDigest(onRemoved: () => void) {
  return api.useMutation('delete', `${SOURCES}/{id}/digest`, { onSuccess: useReload(onRemoved) });
}

export function useAddSourceKey(onAdded: (added: { apiKey: string }) => void) {
  return api.useMutation('post', `${SOURCES}/{id}/keys`, { onSuccess: useReload(onAdded) });
}

export function useRemoveSourceKey() {
  return api.useMutation('delete', `${SOURCES}/{id}/keys/{keyId}`, { onSuccess: useReload(() => undefined) });
}

function useReload<T>(then: (answer: T) => void): (answer: T) => Promise<void> {
  const queryClient = useQueryClient();
  return async (answer) => {
    then(answer);
    await queryClient.invalidateQueries({ queryKey: ['get', SOURCES] });
  };
}
