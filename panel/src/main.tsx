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
import { setConnection } from './app/connection.ts';
import { applyOfflinePage } from './app/offline-page.ts';
import { focusNewPages } from './app/focus-page.ts';
import { loadParts, preloadParts, SIGN_IN } from './app/page-parts.ts';
import { createPanelRouter, preloadPage } from './app/router.tsx';
import { brandedTheme, brandedVariables, brandingQuery, loadBranding } from './branding/branding.ts';
import { createI18n, startI18n } from './i18n/i18n.ts';
import { forgetSession, sessionQuery } from './session/session.ts';
import { Notices } from './ui/notices.tsx';

/** For how long data is fresh: a page opened again within this time does not request it again. */
const FRESH_MS = 15_000;
const MAX_RETRIES = 2;
const RETRYABLE_CODES = [UNREACHABLE, 'internal-error', 'not-ready', 'database-unreachable'];

/** Not again and again, where the file is missing for another reason. */
const MIN_MS_BETWEEN_RELOADS = 60_000;
const RELOADED_KEY = 'fonoteka.reloaded';

/** While the API does not say otherwise. */
const PRODUCT_NAME = 'Fonoteka';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteFailure, onSuccess: () => setConnection({ reachable: true }) }),
  mutationCache: new MutationCache({ onError: noteFailure, onSuccess: () => setConnection({ reachable: true }) }),
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      retry: (failures, error) => failures < MAX_RETRIES && RETRYABLE_CODES.includes(problemCode(error)),
    },
  },
});

addEventListener('vite:preloadError', reloadAfterUpgrade);
// The session, the product's name and look, the code of the page in the address and the texts are requested at the same time.
void queryClient.prefetchQuery(sessionQuery);
const loading = loadBranding();
const i18n = createI18n();
const router = createPanelRouter({ queryClient, i18n });
preloadPage(router);
// The pages wait for them; the sign-in page does not.
if (location.pathname !== SIGN_IN) preloadParts(location.pathname);
await startI18n(
  i18n,
  loading.then((branding) => branding?.productName ?? PRODUCT_NAME),
);
const branding = await loading;
if (branding !== null) queryClient.setQueryData(brandingQuery.queryKey, branding);
void loadParts(i18n, location.pathname).catch(() => {});
focusNewPages(router);
router.subscribe('onResolved', () => document.getElementById('outline')?.remove());

createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queryClient}>
        <MantineProvider
          theme={brandedTheme(branding)}
          cssVariablesResolver={brandedVariables(branding)}
          defaultColorScheme="auto"
        >
          <Notices />
          <RouterProvider router={router} />
        </MantineProvider>
      </QueryClientProvider>
    </I18nextProvider>
  </StrictMode>,
);

void applyOfflinePage().catch(() => {});

/** Any response can report that the session has ended, or that nothing reaches the service. */
function noteFailure(error: unknown): void {
  const code = problemCode(error);
  if (code === UNREACHABLE) setConnection({ reachable: false });
  if (code !== 'sign-in-required') return;
  // Whoever was signed in signs in again over the page, and goes on with what was typed.
  if (queryClient.getQueryData(sessionQuery.queryKey)) {
    setConnection({ signedOut: true });
    return;
  }
  forgetSession(queryClient);
  void router.invalidate();
}

/** After an upgrade of the service the files of pages that were not opened before have other names: the new page has them. */
function reloadAfterUpgrade(): void {
  const last = Number(sessionStorage.getItem(RELOADED_KEY) ?? 0);
  if (Date.now() - last < MIN_MS_BETWEEN_RELOADS) return;
  sessionStorage.setItem(RELOADED_KEY, String(Date.now()));
  location.reload();
}
