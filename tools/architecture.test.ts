import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ARCHITECTURE = new URL('../ARCHITECTURE.md', import.meta.url);
const page = readFileSync(ARCHITECTURE, 'utf8');

/** `` `src/x.ts` `name` `` or `` `src/x.ts` ``. */
const PLACES = [...page.matchAll(/`((?:src|panel)\/[\w./-]+\.tsx?)`(?: `([#\w]+)`)?/g)];

test.each(PLACES.map(([, file, name]) => ({ file: file!, name: name ?? '' })))(
  'ARCHITECTURE.md: $file $name',
  ({ file, name }) => {
    const code = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    if (name !== '') expect(code).toMatch(new RegExp(`${name}\\b`));
  },
);

test.each([
  ['A recording, step by step', 20],
  ['A click on “listen”, step by step', 8],
])('ARCHITECTURE.md: “%s” opens at most %i files', (title, most) => {
  const section = page.slice(page.indexOf(`### ${title}`) + 4).split(/^##/m)[0]!;
  const files = new Set(section.match(/(?:src|panel)\/[\w./-]+\.tsx?/g));
  expect(files.size).toBeGreaterThan(5);
  expect(files.size).toBeLessThanOrEqual(most);
});

test('counters with labels are made by labelledCounter, so that they begin at 0', () => {
  const source = new URL('../src/', import.meta.url);
  const files = (readdirSync(source, { recursive: true }) as string[]).filter((name) => name.endsWith('.ts'));
  const others = files.filter((name) =>
    /new Counter\((?:(?!\}\))[\s\S])*labelNames/.test(readFileSync(new URL(name, source), 'utf8')),
  );
  expect(others).toEqual(['platform/metrics.ts']);
});
