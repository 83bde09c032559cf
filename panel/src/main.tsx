import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import './app/global.css';
import { MantineProvider } from '@mantine/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { problemCode, UNREACHABLE } from './api/client.ts';
import { createPanelRouter, preloadPage } from './app/router.tsx';
import { cssVariables, theme } from './app/theme.ts';
import { createI18n, loadTexts } from './i18n/i18n.ts';
import { forgetSession, sessionQuery } from './session/session.ts';
import { Notices } from './ui/notices.tsx';

/** For how long data is fresh: a page opened again within this time does not request it again. */
const FRESH_MS = 15_000;
const MAX_RETRIES = 2;
const RETRYABLE_CODES = [UNREACHABLE, 'internal-error', 'not-ready', 'database-unreachable'];

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: showSignInIfSignedOut }),
  mutationCache: new MutationCache({ onError: showSignInIfSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      retry: (failures, error) => failures < MAX_RETRIES && RETRYABLE_CODES.includes(problemCode(error)),
    },
  },
});

// The session, the code of the page in the address and the texts are requested at the same time.
void queryClient.prefetchQuery(sessionQuery);
const i18n = await createI18n();
const router = createPanelRouter({ queryClient, i18n });
preloadPage(router);
// The pages wait for them; the sign-in page does not.
void loadTexts(i18n).catch(() => {});

createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queryClient}>
        <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
          <Notices />
          <RouterProvider router={router} />
        </MantineProvider>
      </QueryClientProvider>
    </I18nextProvider>
  </StrictMode>,
);

/** Any response can report that the session has ended. */
function showSignInIfSignedOut(error: unknown): void {
  if (problemCode(error) !== 'sign-in-required') return;
  forgetSession(queryClient);
  void router.invalidate();
}
