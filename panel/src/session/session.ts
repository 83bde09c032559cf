import { type QueryClient, queryOptions, useSuspenseQuery } from '@tanstack/react-query';
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

/** The session, in the pages that require one. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (data === null) throw new Error('Used outside the signed-in pages');
  return data;
}

/** Clears all data of the user who was signed in. */
export function forgetSession(queryClient: QueryClient): void {
  queryClient.clear();
  queryClient.setQueryData(sessionQuery.queryKey, null);
}

type User = Session['user'];

/** The rights of the roles, used only to show or hide; the API checks each request itself. */
export function mayDownload(user: User): boolean {
  return user.role === 'admin' || user.role === 'supervisor' || (user.role === 'agent' && user.mayDownload);
}

export function maySeeServices(user: User): boolean {
  return user.role === 'admin' || user.role === 'supervisor';
}

export function mayChangeServices(user: User): boolean {
  return user.role === 'admin';
}

/** Statements and the audit log. */
export function maySeeAccount(user: User): boolean {
  return user.role === 'admin';
}

export function mayHold(user: User): boolean {
  return user.role === 'admin';
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
