import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.ts';
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
