import { expect, it } from 'vitest';
import { readPercent } from './priced.ts';

it.each([
  ['23', 23],
  [' 8 % ', 8],
  ['0', 0],
  ['100', 100],
  ['101', null],
  ['-1', null],
  ['2.5', null],
  ['', null],
])('reads %j as %s per cent', (text, percent) => {
  expect(readPercent(text)).toBe(percent);
});
