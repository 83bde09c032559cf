import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { FOLDERS, PAGES } from '../src/help/guides.ts';
import { type Language, LANGUAGES } from '../src/i18n/language.ts';
import { htmlOf } from './markdown.ts';

const DOCS = fileURLToPath(new URL('../../docs', import.meta.url));
const PICTURES = join(DOCS, 'images');
/** Sends whoever uses the panel in English, and has not chosen Polish here, from the Polish contents to the English ones. */
const LANGUAGE_SCRIPT = `if (location.search === '' && localStorage.getItem('fonoteka.language') === 'en') location.replace('/${FOLDERS.en}/');
`;
/** In an address: these contents are wanted, whatever the panel's language. */
const CHOSEN = '?pl';

const TEXTS = {
  pl: { help: 'Pomoc', panel: 'Wróć do Panelu', contents: 'Spis treści' },
  en: { help: 'Help', panel: 'Back to the panel', contents: 'Contents' },
};

/** The guides of `docs/pl` and `docs/en` as pages of the panel, `/pomoc/*.html`, so that a customer needs nothing but the panel's address. */
export function helpPages(): Plugin {
  let built = '';
  return {
    name: 'help-pages',
    apply: 'build',
    configResolved(config) {
      built = join(config.root, config.build.outDir);
    },
    async writeBundle() {
      const languages = Object.keys(FOLDERS) as Language[];
      const shown = new Set<string>();
      for (const language of languages) {
        await mkdir(join(built, FOLDERS[language]), { recursive: true });
        for (const page of PAGES) {
          const text = await readFile(join(DOCS, language, `${page[language]}.md`), 'utf8');
          for (const [, picture] of text.matchAll(/\]\(\.\.\/images\/([\w.-]+)\)/g)) shown.add(picture!);
          await writeFile(join(built, FOLDERS[language], pageOf(page[language])), helpPage(text, page, language));
        }
      }
      await writeFile(join(built, FOLDERS.pl, 'language.js'), LANGUAGE_SCRIPT);
      for (const picture of shown) await copyFile(join(PICTURES, picture), join(built, FOLDERS.pl, picture));
    },
  };
}

function pageOf(guide: string): string {
  return guide === 'README' ? 'index.html' : `${guide}.html`;
}

/** Within the guides. What they name beside them is for readers of the source, and becomes plain text. */
function linkOf(target: string): string | null {
  if (target.startsWith('#') || target.startsWith('https://')) return target;
  const [path = '', section] = target.split('#');
  if (path.startsWith('../images/')) return `/${FOLDERS.pl}/${basename(path)}`;
  if (path.includes('/')) return null;
  return pageOf(path.replace(/\.md$/, '')) + (section === undefined ? '' : `#${section}`);
}

function helpPage(markdown: string, page: (typeof PAGES)[number], language: Language): string {
  const texts = TEXTS[language];
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? texts.help;
  const other: Language = language === 'pl' ? 'en' : 'pl';
  const hrefs = {
    contents: language === 'pl' ? `index.html${CHOSEN}` : 'index.html',
    other: `/${FOLDERS[other]}/${pageOf(page[other])}${other === 'pl' ? CHOSEN : ''}`,
  };
  const script =
    language === 'pl' && page.pl === 'README' ? `\n    <script src="/${FOLDERS.pl}/language.js"></script>` : '';
  return `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
    <title>${title}</title>${script}
    <style>${STYLES}</style>
  </head>
  <body>
    <nav aria-label="${texts.help}"><a href="/">${texts.panel}</a> <a href="${hrefs.contents}">${texts.contents}</a> <a href="${hrefs.other}" lang="${other}" hreflang="${other}">${LANGUAGES[other]}</a></nav>
    <main>
${htmlOf(markdown, linkOf)}
    </main>
  </body>
</html>
`;
}

const STYLES = `
:root { --page: #fff; --text: #171c25; --dim: #525c6e; --line: #cdd4e0; --link: #2f4ea3; --code: #f1f4f9; }
@media (prefers-color-scheme: dark) {
  :root { --page: #11151c; --text: #eef1f6; --dim: #aab4c4; --line: #3a4454; --link: #97afe3; --code: #1b212b; }
}
body { margin: 0 auto; max-width: 760px; padding: 16px 20px 64px; background: var(--page); color: var(--text); font: 17px/1.6 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
nav { display: flex; gap: 20px; padding-bottom: 8px; border-bottom: 1px solid var(--line); }
a { color: var(--link); }
h1 { line-height: 1.25; }
h2 { margin-top: 2em; line-height: 1.3; }
img { max-width: 100%; height: auto; border: 1px solid var(--line); border-radius: 8px; }
code { background: var(--code); padding: 1px 4px; border-radius: 4px; font-size: 0.9em; overflow-wrap: anywhere; }
pre { background: var(--code); padding: 12px; border-radius: 8px; overflow-x: auto; }
pre code { padding: 0; overflow-wrap: normal; }
.table { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: 6px 10px; text-align: left; vertical-align: top; }
li { margin: 4px 0; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
@media print { nav { display: none; } }
`;
