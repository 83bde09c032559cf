import { expect, test } from 'vitest';
import { normalizeTag } from './tag.ts';

test.each([
  ['Reklamacja', 'reklamacja'],
  ['  #Pilne  ', 'pilne'],
  ['WINDYKACJA  ŁÓDŹ', 'windykacja łódź'],
  // Typed on a Mac: a letter and its accent as two characters.
  ['Zaz\u0307o\u0301łc\u0301', 'zażółć'],
  ['faktura 12/2026', 'faktura 12/2026'],
  ['x'.repeat(40), 'x'.repeat(40)],
  ['x'.repeat(41), null],
  ['', null],
  ['#', null],
  ['a,b', null],
  ['<b>', null],
  ['-5', null],
  ['=1+2', null],
  ['a\u0000b', null],
])('%j is %j', (text, tag) => {
  expect(normalizeTag(text)).toBe(tag);
});
