import { type QueryClient, queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client, problemCode, type Session } from '../api/client.ts';

/** The signed-in user with the tenant; null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }): Promise<Session | null> => {
    const { data, error } = await client.GET('/api/v1/session', { signal });
    if (data !== undefined) return data;
    if (problemCode(error) === 'sign-in-required') return null;
    throw error;
  },
});

/** The session, in the pages that require one. After a sign-out what is still shown, until the next page is there, keeps its own. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  const [first] = useState(data);
  const session = data ?? first;
  if (session === null) throw new Error('Used outside the signed-in pages');
  return session;
}

/** Clears all data of the user who was signed in. */
export function forgetSession(queryClient: QueryClient): void {
  queryClient.clear();
  queryClient.setQueryData(sessionQuery.queryKey, null);
}

type User = Session['user'];

/** What a user may do, used only to show or hide; the API checks each request itself. */
export function mayListen(user: User): boolean {
  return user.rights.includes('listen');
}

/** To calls while they run. */
export function mayListenLive(user: User): boolean {
  return user.rights.includes('listenLive');
}

/** Order that a running call be recorded, paused, resumed. */
export function mayControl(user: User): boolean {
  return user.rights.includes('control');
}

export function mayDownload(user: User): boolean {
  return user.rights.includes('download');
}

export function maySeeServices(user: User): boolean {
  return (user.role === 'admin' || user.role === 'supervisor') && user.numbers === null;
}

/** Order and change services, set up the push; and see what they cost. */
export function mayChangeServices(user: User): boolean {
  return user.rights.includes('order');
}

export function maySeeAudit(user: User): boolean {
  return user.rights.includes('audit');
}

/** Requests of data subjects concern all of the tenant's calls. */
export function mayHandleRodo(user: User): boolean {
  return user.role === 'admin' && user.numbers === null;
}

export function mayManageUsers(user: User): boolean {
  return user.rights.includes('users');
}

/** How the company's people sign in. */
export function maySetSignIn(user: User): boolean {
  return user.role === 'admin' && user.rights.includes('users');
}

/** Who may fetch the tenant's files. */
export function mayManageFileAccess(user: User): boolean {
  return user.role === 'admin' && user.rights.includes('users');
}

export function mayHold(user: User): boolean {
  return user.rights.includes('hold');
}

/** Operator support has read access only. */
export function mayDecideAsOperator(user: User): boolean {
  return user.role === 'operator-admin';
}

/**
 * Where to go after signing in: only a path of this panel. What could lead to another site (`//host`,
 * `/\host`, an absolute address) is dropped.
 */
export function nextPath(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])[^\\]*$/.test(next) ? next : '/';
}
