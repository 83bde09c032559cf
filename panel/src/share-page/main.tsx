import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { SharePage } from './share-page.tsx';
import { browserLanguage, TEXTS } from './texts.ts';

/** The page of a link to a recording, `/s/TOKEN`: a document of its own, without the panel. */
const root = document.getElementById('root');
if (root === null) throw new Error('share.html has no #root');

const language = browserLanguage(navigator.languages);
document.documentElement.lang = language;
document.title = TEXTS[language].title;
const token = location.pathname.split('/')[2] ?? '';

createRoot(root).render(
  <StrictMode>
    <SharePage token={token} language={language} />
  </StrictMode>,
);
