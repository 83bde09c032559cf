import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  formatFileSize,
  formatMoney,
  formatPhoneNumber,
  formatPosition,
  formatTimeLeft,
  readMoney,
  vatOn,
} from './numbers.ts';

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

it.each([
  [12, 'pl', '1 kB'],
  [839_700, 'pl', '840 kB'],
  [1_440_000, 'pl', '1,4 MB'],
  [1_440_000, 'en', '1.4 MB'],
  [25_000_000, 'pl', '25 MB'],
  [1_440_000_000, 'pl', '1,4 GB'],
] as const)('writes %d bytes in %s as %s', (sizeBytes, language, written) => {
  expect(plain(formatFileSize(sizeBytes, language))).toBe(written);
});

describe('formatDuration', () => {
  it.each([
    [0, '0:00'],
    [100, '0:00'],
    [4_980, '0:05'],
    [59_499, '0:59'],
    [59_500, '1:00'],
    [754_000, '12:34'],
    [3_599_000, '59:59'],
    [3_600_000, '1:00:00'],
    [4_521_000, '1:15:21'],
  ])('writes %d ms as %s', (durationMs, written) => {
    expect(formatDuration(durationMs)).toBe(written);
  });
});

describe('formatPosition', () => {
  it('is rounded down', () => {
    expect(formatPosition(4_980)).toBe('0:04');
  });
});

const MINUTE_MS = 60_000;

it.each([
  [(2 * 24 + 3) * 60 + 59, 'pl', '2 dni 3 godz.'],
  [24 * 60, 'pl', '1 dzień 0 godz.'],
  [5 * 60 + 12, 'pl', '5 godz. 12 min'],
  [59, 'pl', '59 min'],
  [0.9, 'pl', '0 min'],
  [(2 * 24 + 3) * 60, 'en', '2 days 3 hrs'],
] as const)('writes %d minutes in %s as %s', (minutes, language, written) => {
  expect(plain(formatTimeLeft(minutes * MINUTE_MS, language))).toBe(written);
});

describe('formatPhoneNumber', () => {
  it.each([
    ['+48221234567', '22 123 45 67'],
    ['+48512345678', '512 345 678'],
    ['+48885123456', '885 123 456'],
    ['+48801123456', '801 123 456'],
    ['+48587654321', '58 765 43 21'],
    ['+4915112345678', '+49 1511 2345678'],
    ['+493012345678', '+49 3012 345678'],
    ['+442071838750', '+44 2071 838750'],
    ['+420601123456', '+420 601 123 456'],
    ['+33612345678', '+33 612 345 678'],
    ['+12125550123', '+1 212 555 0123'],
    ['+35312345678', '+353 123 456 78'],
    ['+4822123456', '+48 221 234 56'],
    ['+112', '+112'],
    ['101', '101'],
    ['112', '112'],
  ])('writes %s as %s', (stored, written) => {
    expect(formatPhoneNumber(stored)).toBe(written);
  });
});
