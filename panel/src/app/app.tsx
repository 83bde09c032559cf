import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { problemCode, UNREACHABLE } from '../api/client.ts';
import type { createPanelRouter } from './router.tsx';
import { cssVariables, theme } from './theme.ts';

interface AppProps {
  queryClient: QueryClient;
  router: ReturnType<typeof createPanelRouter>;
}

export function App({ queryClient, router }: AppProps) {
  return (
    <QueryClientProvider client={queryClient}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <Notifications position="top-right" />
        <RouterProvider router={router} />
      </MantineProvider>
    </QueryClientProvider>
  );
}

/** For how long data is fresh: a page opened again within this time does not request it again. */
const FRESH_MS = 15_000;
const MAX_RETRIES = 2;
const RETRYABLE_CODES = [UNREACHABLE, 'internal-error', 'not-ready', 'database-unreachable'];

/** `onSignedOut` is called when any response says that the session has ended. */
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
        retry: (failures, error) => failures < MAX_RETRIES && RETRYABLE_CODES.includes(problemCode(error)),
      },
    },
  });
}
