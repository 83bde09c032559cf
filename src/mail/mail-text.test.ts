import { expect, test } from 'vitest';
import { formatDay, formatInstant, formatMoney } from './mail-text.ts';

const plain = (text: string): string => text.replaceAll(/\s/g, ' ');

test('writes days, instants of Warsaw and money in both languages', () => {
  expect(formatDay('pl', '2026-01-31')).toBe('31 stycznia 2026');
  expect(formatDay('en', '2026-01-31')).toBe('31 January 2026');
  expect(formatInstant('pl', Date.parse('2026-07-01T22:05:00Z'))).toBe('2 lipca 2026 00:05');
  expect(formatInstant('en', Date.parse('2026-01-30T14:00:00Z'))).toBe('30 January 2026 15:00');
  expect(plain(formatMoney('pl', 123_450))).toBe('1 234,50 zł');
  expect(plain(formatMoney('en', 123_450))).toBe('PLN 1,234.50');
});

test('a day is that day, also where the clock changes', () => {
  expect(formatDay('pl', '2026-03-29')).toBe('29 marca 2026');
  expect(formatDay('pl', '2026-10-25')).toBe('25 października 2026');
});
