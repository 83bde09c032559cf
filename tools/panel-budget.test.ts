import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { panelFolder } from '../src/compose/index.ts';

/**
 * What a browser loads, in brotli and without its cache, before it shows a page: nothing of it depends on the machine. Whoever
 * goes beyond a budget looks first for what the page does not need at once (`panel/vite.config.ts` has the groups of chunks).
 */
const PAGES = [
  { page: 'sign-in', chunks: ['sign-in-page'], maxKilobytes: 160, maxRequests: 11 },
  { page: 'history', chunks: ['polish', 'shell', 'calls-page'], maxKilobytes: 345, maxRequests: 30 },
  {
    page: 'the operator’s first page',
    chunks: ['polish', 'polish-pages', 'polish-operator', 'shell', 'cancellations-page'],
    maxKilobytes: 345,
    maxRequests: 27,
  },
  { page: 'a link to a recording', html: 'share.html', chunks: [], maxKilobytes: 70, maxRequests: 7 },
];

const folder = panelFolder();
const names = readdirSync(join(folder, 'assets'));

test.each(PAGES)('$page stays in its budget', ({ html = 'index.html', chunks, maxKilobytes, maxRequests }) => {
  const files = new Set([html]);
  for (const [, path] of textOf(html).matchAll(/(?:src|href)="\/(assets\/[^"]+|favicon\.svg)"/g))
    addWithImports(path!, files);
  for (const chunk of chunks) addWithImports(pathOf(chunk), files);
  // The first page has styles of its own; all others wait for the sheet of all pages.
  if (chunks.some((chunk) => chunk === 'shell')) files.add(pathOf('style', '.css'));
  const bytes = [...files].reduce((sum, path) => sum + sentBytes(path), 0);
  const needed = { kilobytes: Math.ceil(bytes / 1000), requests: files.size };
  expect(needed.kilobytes, JSON.stringify(needed)).toBeLessThanOrEqual(maxKilobytes);
  expect(needed.requests, JSON.stringify([...files])).toBeLessThanOrEqual(maxRequests);
});

/** A file and all that it imports, but not what it imports when it is needed. */
function addWithImports(path: string, files: Set<string>): void {
  if (files.has(path)) return;
  files.add(path);
  if (!path.endsWith('.js')) return;
  for (const [, name] of textOf(path).matchAll(/(?:\bfrom|\bimport)\s*"\.\/([\w.-]+\.js)"/g))
    addWithImports(`assets/${name}`, files);
}

function pathOf(chunk: string, ending = '.js'): string {
  const found = names.filter(
    (name) =>
      name.startsWith(`${chunk}-`) &&
      name.endsWith(ending) &&
      name.length === `${chunk}-`.length + HASH_LENGTH + ending.length,
  );
  expect(found.length, `the chunks ${chunk}`).toBe(1);
  return `assets/${found[0]!}`;
}

/** Of Vite's names. */
const HASH_LENGTH = 8;

function textOf(path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

/** What is too small to be compressed is sent as it is. */
function sentBytes(path: string): number {
  const sent = statSync(join(folder, `${path}.br`), { throwIfNoEntry: false }) ?? statSync(join(folder, path));
  return sent.size;
}
