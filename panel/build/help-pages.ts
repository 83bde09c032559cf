import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { htmlOf } from './markdown.ts';

const GUIDES = fileURLToPath(new URL('../../docs/pl', import.meta.url));
const PICTURES = fileURLToPath(new URL('../../docs/images', import.meta.url));
const FOLDER = 'pomoc';

/** The guides of `docs/pl` as pages of the panel, `/pomoc/*.html`, so that a customer needs nothing but the panel's address. */
export function helpPages(): Plugin {
  let folder = FOLDER;
  return {
    name: 'help-pages',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir, FOLDER);
    },
    async writeBundle() {
      await mkdir(folder, { recursive: true });
      const guides = (await readdir(GUIDES)).filter((name) => name.endsWith('.md'));
      const shown = new Set<string>();
      for (const guide of guides) {
        const text = await readFile(join(GUIDES, guide), 'utf8');
        for (const [, picture] of text.matchAll(/\]\(\.\.\/images\/([\w.-]+)\)/g)) shown.add(picture!);
        await writeFile(join(folder, pageOf(guide)), helpPage(text));
      }
      for (const picture of shown) await copyFile(join(PICTURES, picture), join(folder, picture));
    },
  };
}

function pageOf(guide: string): string {
  return guide === 'README.md' ? 'index.html' : guide.replace(/\.md$/, '.html');
}

/** Within the guides. What they name beside them is for readers of the source, and becomes plain text. */
function linkOf(target: string): string | null {
  if (target.startsWith('#') || target.startsWith('https://')) return target;
  const [path = '', section] = target.split('#');
  if (path.startsWith('../images/')) return basename(path);
  if (path.includes('/')) return null;
  return pageOf(path) + (section === undefined ? '' : `#${section}`);
}

function helpPage(markdown: string): string {
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? 'Pomoc';
  return `<!doctype html>
<html lang="pl">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
    <title>${title}</title>
    <style>${STYLES}</style>
  </head>
  <body>
    <nav aria-label="Pomoc"><a href="/">Wróć do Panelu</a> <a href="index.html">Spis treści</a></nav>
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
