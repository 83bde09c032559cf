import { expect, it } from 'vitest';
import { formatMoney, readMoney, vatOn } from './money.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

it.each([
  [14_900, 'pl', '149,00 zł'],
  [5, 'pl', '0,05 zł'],
  [123_450, 'pl', '1 234,50 zł'],
  [123_450, 'en', 'PLN 1,234.50'],
  [9_007_199_254_740_991, 'en', 'PLN 90,071,992,547,409.91'],
] as const)('writes %d grosze in %s as %s', (grosze, language, written) => {
  expect(plain(formatMoney(grosze, language))).toBe(written);
});

it.each([
  ['89', 8900],
  ['89,5', 8950],
  ['89.05', 8905],
  ['1 234,50 zł', 123_450],
  ['0', 0],
  ['1000000', 100_000_000],
  ['1000000,01', null],
  ['', null],
  ['-1', null],
  ['1,234', null],
  ['1e3', null],
])('reads %j as %s grosze', (text, grosze) => {
  expect(readMoney(text)).toBe(grosze);
});

it('rounds the VAT half up', () => {
  expect([vatOn(14_900, 23), vatOn(50, 23), vatOn(2, 23), vatOn(0, 23)]).toEqual([3427, 12, 0, 0]);
});
