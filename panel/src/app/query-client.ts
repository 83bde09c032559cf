import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { problemCode, UNREACHABLE } from '../api/problem.ts';

/** How long an answer counts as fresh: moving between the pages within it asks nothing again. */
const FRESH_MS = 15_000;
/** A request that may succeed the next time is tried this often before the page says that it failed. */
const MAX_RETRIES = 2;
const WORTH_RETRYING = [UNREACHABLE, 'internal-error', 'not-ready', 'database-unreachable'];

/** `onSignedOut` is called when any answer says that the session has ended. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (problemCode(error) === 'sign-in-required') onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (failures, error) => failures < MAX_RETRIES && WORTH_RETRYING.includes(problemCode(error)),
      },
    },
  });
}
