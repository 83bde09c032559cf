import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import './app/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { App, createQueryClient } from './app/app.tsx';
import { createPanelRouter, preloadPage } from './app/router.tsx';
import { createI18n } from './i18n/i18n.ts';
import { forgetSession, sessionQuery } from './session/session.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const queryClient = createQueryClient(() => {
  forgetSession(queryClient);
  void router.invalidate();
});
const router = createPanelRouter({ queryClient });

// The session, the code of the page in the address and the texts are requested at the same time.
void queryClient.prefetchQuery(sessionQuery);
preloadPage(router);
const i18n = await createI18n();

createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={i18n}>
      <App queryClient={queryClient} router={router} />
    </I18nextProvider>
  </StrictMode>,
);
