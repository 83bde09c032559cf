/**
 * Writes the documents that are generated from the code; with `--check` only tells whether they are up to
 * date (exit 1 when not).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { ERRORS } from '../src/base/errors.ts';
import { SETTINGS } from '../src/config/index.ts';

function configurationPage(): string {
  const rows = Object.values(SETTINGS).map(
    ({ env, default: value, about }) => `| \`${env}\` | ${value === '' ? '(empty)' : `\`${value}\``} | ${about} |`,
  );
  return page('Settings', 'src/config/config.ts', [
    'Each setting is read from the environment, or from the YAML file that `FONOTEKA_CONFIG` names, with the same name; the',
    'environment wins. With a wrong value Fonoteka does not start and prints a line for each error. `npx fonoteka doctor`',
    'checks the settings without starting.',
    '',
    '| setting | default | what it is for |',
    '|---|---|---|',
    ...rows,
  ]);
}

function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, fault, retry, title }]) => `| \`${code}\` | ${status} | ${title} | ${fault} | ${retry} |`,
  );
  return page('Errors', 'src/base/errors.ts', [
    'The API answers with RFC 9457 problem details (`application/problem+json`) whose `code` is one of these; the',
    'command line prints the same codes. A code never changes its meaning.',
    '',
    '| code | HTTP status | meaning | whose fault | try again |',
    '|---|---|---|---|---|',
    ...rows,
  ]);
}

function page(title: string, source: string, lines: readonly string[]): string {
  return [`# ${title}`, '', `<!-- Generated from ${source} by \`npm run generate\`. -->`, '', ...lines, ''].join('\n');
}

const PAGES: Record<string, string> = {
  'docs/configuration.md': configurationPage(),
  'docs/errors.md': errorsPage(),
};

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const stale = Object.entries(PAGES).filter(([path, text]) => read(path) !== text);
if (process.argv.includes('--check')) {
  for (const [path] of stale) console.error(`${path} is not up to date: npm run generate`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [path, text] of stale) writeFileSync(path, text);
}
