import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { problemCode, UNREACHABLE } from '../api/client.ts';
import { useLanguage } from '../i18n/i18n.ts';
import type { createPanelRouter } from './router.tsx';
import { cssVariables, theme } from './theme.ts';

const DAYJS_LOCALES = { pl: 'pl', en: 'en-gb' } as const;

interface AppProps {
  queryClient: QueryClient;
  router: ReturnType<typeof createPanelRouter>;
}

export function App({ queryClient, router }: AppProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <QueryClientProvider client={queryClient}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <DatesProvider settings={{ locale: DAYJS_LOCALES[language], firstDayOfWeek: 1, weekendDays: [] }}>
          <ModalsProvider modalProps={{ closeButtonProps: { 'aria-label': t('dialog.close') } }}>
            <Notifications position="top-right" />
            <RouterProvider router={router} />
          </ModalsProvider>
        </DatesProvider>
      </MantineProvider>
    </QueryClientProvider>
  );
}

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
