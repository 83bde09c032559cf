import { expect, test } from 'vitest';
import { bannedWords } from './check-words.ts';

test.each([
  ['a comment', '// The call was told by the PBX'],
  ['a part of an identifier', 'function noteToldCalls() {'],
  ['a constant', "const TOLD_AT = 'x';"],
  ['a column', 'failure_told_at timestamptz'],
  ['a file name', "import { x } from './told-call.ts';"],
])('finds a banned word in %s', (_, line) => {
  expect(bannedWords(`fine\n${line}`)).toEqual([{ line: 2, word: 'told', use: 'reported, notified' }]);
});

test.each(['orderLetter(tenant)', "from './order-letter.ts'", 'ORDER_LETTER'])('finds a letter in %j', (line) => {
  expect(bannedWords(line)).toEqual([{ line: 1, word: 'letter', use: 'e-mail' }]);
});

test.each([
  'stolid',
  'toldest',
  'letterbox',
  'Without a dead letter queue',
  'letters and digits',
  'astrays',
  'numbers of 3 digits',
  '',
])('leaves %j', (line) => {
  expect(bannedWords(line)).toEqual([]);
});
