import { type QueryClient, queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { client, type Session } from '../api/client.ts';
import { problemCode } from '../api/problem.ts';

/** Who is signed in; null when nobody is. */
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

/** The session, in a page that is shown only to people who are signed in. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (data === null) throw new Error('Used outside the signed-in pages');
  return data;
}

/** Forgets everything that was read for the person who was signed in. */
export function forgetSession(queryClient: QueryClient): void {
  queryClient.clear();
  queryClient.setQueryData(sessionQuery.queryKey, null);
}
