import { useQueryClient } from '@tanstack/react-query';
import { type AddedUser, api } from '../api/client.ts';

const USERS = '/api/v1/users';
const INVITATIONS = '/api/v1/invitations';
const GROUPS = '/api/v1/number-groups';

/** The tenant's users, also those who were only invited so far. */
export function useUsers() {
  return api.useQuery('get', USERS, {}, { staleTime: 0 });
}

export function useInvitations() {
  return api.useQuery('get', INVITATIONS, {}, { staleTime: 0 });
}

export function useNumberGroups() {
  return api.useQuery('get', GROUPS, {}, { staleTime: 0 });
}

/** Adds a user without an e-mail address; the answer has the first password. */
export function useAddUser(then: (added: AddedUser) => void) {
  return api.useMutation('post', USERS, { onSuccess: useReload(then) });
}

export function useInvite(then: () => void) {
  return api.useMutation('post', INVITATIONS, { onSuccess: useReload(then) });
}

export function useInviteAgain(then: () => void) {
  return api.useMutation('post', `${INVITATIONS}/{id}/resend`, { onSuccess: useReload(then) });
}

export function useWithdraw(then: () => void) {
  return api.useMutation('delete', `${INVITATIONS}/{id}`, { onSuccess: useReload(then) });
}

export function useChangeUser(then: () => void) {
  return api.useMutation('patch', `${USERS}/{id}`, { onSuccess: useReload(then) });
}

export function useEndSessions(then: () => void) {
  return api.useMutation('post', `${USERS}/{id}/end-sessions`, { onSuccess: useReload(then) });
}

/** Adds a group, or changes the one with this id. */
export function useSaveGroup(id: string | undefined, then: () => void) {
  const onSuccess = useReload(then);
  const add = api.useMutation('post', GROUPS, { onSuccess });
  const change = api.useMutation('put', `${GROUPS}/{id}`, { onSuccess });
  return {
    error: add.error ?? change.error,
    isPending: add.isPending || change.isPending,
    save: (body: { name: string; numbers: string[] }) =>
      id === undefined ? add.mutate({ body }) : change.mutate({ params: { path: { id } }, body }),
  };
}

export function useRemoveGroup(then: () => void) {
  return api.useMutation('delete', `${GROUPS}/{id}`, { onSuccess: useReload(then) });
}

/** Loads again what a change of people or groups may have changed. */
function useReload<T>(then: (answer: T) => void): (answer: T) => Promise<void> {
  const queryClient = useQueryClient();
  return async (answer) => {
    then(answer);
    await Promise.all(
      [USERS, INVITATIONS, GROUPS].map((path) => queryClient.invalidateQueries({ queryKey: ['get', path] })),
    );
  };
}
