/**
 * Finds words that are not the field's own (docs/glossary.md) in code, comments, messages and documents. Prints a line
 * for each place, with the word to use; exit 1 when there is one.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

interface BannedWord {
  /** As a whole word, or as a part of an identifier: `told` is found in `toldCalls` and `NOT_TOLD`, not in `toldest`. */
  readonly word: string;
  readonly use: string;
  /** Prose may use it: a name of several letters, a dead letter queue. */
  readonly onlyInIdentifiers?: boolean;
}

const BANNED: readonly BannedWord[] = [
  { word: 'told', use: 'reported, notified' },
  { word: 'doom', use: 'mark for deletion' },
  { word: 'doomed', use: 'due for deletion' },
  { word: 'wish', use: 'request, input' },
  { word: 'wishes', use: 'requests' },
  { word: 'wished', use: 'requested' },
  { word: 'stranger', use: 'unknown source, third party' },
  { word: 'strangers', use: 'unknown sources, third parties' },
  { word: 'nobodys', use: 'DUMMY_…, unknown owner' },
  { word: 'patience', use: 'timeout' },
  { word: 'reckon', use: 'calculate' },
  { word: 'reckoned', use: 'calculated' },
  { word: 'reckoning', use: 'calculation' },
  { word: 'whereabouts', use: 'location' },
  { word: 'surroundings', use: 'context' },
  { word: 'astray', use: 'misplaced' },
  { word: 'amiss', use: 'problem' },
  { word: 'torn', use: 'truncated' },
  { word: 'anew', use: 'again' },
  { word: 'letter', use: 'e-mail', onlyInIdentifiers: true },
  { word: 'letters', use: 'e-mails', onlyInIdentifiers: true },
];

/** Texts of their own kind: the glossary names the words, releases and migrations and their tests are history, licences are others'. */
const LEFT_OUT =
  /^(docs\/glossary\.md|tools\/check-words\.|migrations\/|test\/integration\/upgrade-|LICENSE|NOTICE|CHANGELOG\.md)|\.generated\./;
const FILES = ['*.ts', '*.tsx', '*.mjs', '*.sh', '*.md', '*.yaml', '*.yml'];

/** Of at least two words: `orderLetter`, `order_letter`, `order-letter.ts`. */
const IDENTIFIER = /[\w$-]*(?:[a-z][A-Z]|_|[a-z]-[a-z])[\w$-]*/g;

export interface FoundWord {
  readonly line: number;
  readonly word: string;
  readonly use: string;
}

export function bannedWords(text: string): FoundWord[] {
  return text.split('\n').flatMap((line, at) => {
    const words = new Set(wordsOf(line));
    const inIdentifiers = new Set((line.match(IDENTIFIER) ?? []).flatMap(wordsOf));
    return BANNED.filter(({ word, onlyInIdentifiers }) => (onlyInIdentifiers ? inIdentifiers : words).has(word)).map(
      ({ word, use }) => ({ line: at + 1, word, use }),
    );
  });
}

/** The line's words in lower case; an identifier is as many as it is made of. */
function wordsOf(line: string): readonly string[] {
  return line
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u);
}

function check(): void {
  const files = execFileSync('git', ['ls-files', '--', ...FILES], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
  for (const file of files.filter((file) => !LEFT_OUT.test(file) && existsSync(file))) {
    for (const { line, word, use } of bannedWords(readFileSync(file, 'utf8'))) {
      console.error(`${file}:${line}: "${word}": use the standard word (${use}); see docs/glossary.md`);
      process.exitCode = 1;
    }
  }
}

if (import.meta.main) check();
