import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** docs/rfc-compliance.md names the test of each demand: the files and the tests must exist, and the table has no row without one. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CORPUS = join(ROOT, 'test/corpus/siprec');
const TESTS = globSync('{src,test}/**/*.test.ts', { cwd: ROOT });

interface Row {
  readonly about: string;
  readonly shownBy: string;
}

const rows: Row[] = readFileSync(join(ROOT, 'docs/rfc-compliance.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| (?!§|RFC,|---)/.test(line))
  .map((line) => line.split(' | '))
  .map((cells) => ({ about: cells.slice(0, -1).join(' '), shownBy: cells.at(-1)!.replace(/\|\s*$/, '') }));

test('each demand names a test that exists', () => {
  const problems: string[] = [];
  let file: string | null = null;
  for (const { about, shownBy } of rows) {
    const names = [...shownBy.matchAll(/`([^`]+)`|“([^”]+)”/g)];
    const isRepeated = file !== null && /^the same\b/.test(shownBy.trim());
    if (names.length === 0 && !isRepeated) problems.push(`no test: ${about}`);
    for (const [, name, title] of names) {
      if (title !== undefined) {
        if (file === null || !hasTest(file, title)) problems.push(`${file} has no test “${title}”`);
      } else if (name!.endsWith('.test.ts')) {
        file = testFile(name!);
        if (file === null) problems.push(`no file, or several: ${name}`);
      } else if (name!.includes('/') && globSync(`${name}*.sip`, { cwd: CORPUS }).length === 0) {
        problems.push(`not in the corpus: ${name}`);
      }
    }
  }
  expect(problems).toEqual([]);
});

/** By its path, or by its name alone if no other has it. */
function testFile(name: string): string | null {
  const found = TESTS.filter((path) => path === name || basename(path) === name);
  return found.length === 1 ? found[0]! : null;
}

/** Whether a string of the file is the title, or has it (`…`: anything); `$name`, `%s` in a string are anything. */
function hasTest(file: string, title: string): boolean {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const strings = [...text.matchAll(/'((?:[^'\\\n]|\\.)*)'|"([^"\n]*)"|`([^`]*)`/g)].map((match) =>
    (match[1] ?? match[2] ?? match[3])!.replaceAll("\\'", "'"),
  );
  const asked = new RegExp(anythingBetween(title.split(/\s*…\s*/)));
  return strings.some((string) => asked.test(string) || (hasWords(string) && patternOf(string).test(title)));
}

/** A string that is nothing but a variable would be any title. */
function hasWords(string: string): boolean {
  return /[$%]/.test(string) && /[a-z]{2}/i.test(string.replaceAll(/\$[\w.{}]+/g, ''));
}

function patternOf(string: string): RegExp {
  const pieces = string.split(/\$\{[^}]*\}|\$\w+(?:\.\w+)*|%[a-z]/);
  return new RegExp(`^${anythingBetween(pieces)}$`);
}

function anythingBetween(pieces: readonly string[]): string {
  return pieces.map((piece) => RegExp.escape(piece)).join('.*');
}
