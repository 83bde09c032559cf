import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';

const KEY = '/api/v1/calls/{id}/notes';

/** What people wrote about a call. Each load is in the audit log: it is loaded once while the call is open. */
export function useCallNotes(id: string, enabled: boolean) {
  return api.useQuery(
    'get',
    KEY,
    { params: { path: { id } } },
    { enabled, staleTime: Infinity, refetchOnWindowFocus: false },
  );
}

/** The tags that are chosen from. */
export function useTags(enabled: boolean) {
  return api.useQuery('get', '/api/v1/calls/tags', {}, { enabled });
}

/** Whom a call can be marked for. */
export function useColleagues(id: string, enabled: boolean) {
  return api.useQuery('get', '/api/v1/calls/{id}/colleagues', { params: { path: { id } } }, { enabled });
}

/** Reloads what shows notes, tags and marks: of this call, and in the lists. */
function useReload(then?: () => void) {
  const queries = useQueryClient();
  return async () => {
    const lists = ['/api/v1/calls', '/api/v1/calls/tags', '/api/v1/calls/reviews', KEY];
    await Promise.all(lists.map((path) => queries.invalidateQueries({ queryKey: ['get', path] })));
    then?.();
  };
}

export function useAddNote(then: () => void) {
  return api.useMutation('post', KEY, { onSuccess: useReload(then) });
}

export function useChangeNote(then: () => void) {
  return api.useMutation('patch', '/api/v1/calls/{id}/notes/{noteId}', { onSuccess: useReload(then) });
}

export function useRemoveNote() {
  return api.useMutation('delete', '/api/v1/calls/{id}/notes/{noteId}', { onSuccess: useReload() });
}

export function useChangeTags() {
  return api.useMutation('patch', '/api/v1/calls/{id}/tags', { onSuccess: useReload() });
}

export function useAskReview(then: () => void) {
  return api.useMutation('post', '/api/v1/calls/{id}/reviews', { onSuccess: useReload(then) });
}

export function useSetReviewDone() {
  return api.useMutation('patch', '/api/v1/calls/{id}/reviews/{userId}', { onSuccess: useReload() });
}

export function useRemoveReview() {
  return api.useMutation('delete', '/api/v1/calls/{id}/reviews/{userId}', { onSuccess: useReload() });
}
