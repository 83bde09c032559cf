import { expect, test } from 'vitest';
import { writtenDay, writtenInstant, writtenMoney } from './written.ts';

const plain = (text: string): string => text.replaceAll(/\s/g, ' ');

test('writes days, instants of Warsaw and money in both languages', () => {
  expect(writtenDay('pl', '2026-01-31')).toBe('31 stycznia 2026');
  expect(writtenDay('en', '2026-01-31')).toBe('31 January 2026');
  expect(writtenInstant('pl', Date.parse('2026-07-01T22:05:00Z'))).toBe('2 lipca 2026 00:05');
  expect(writtenInstant('en', Date.parse('2026-01-30T14:00:00Z'))).toBe('30 January 2026 15:00');
  expect(plain(writtenMoney('pl', 123_450))).toBe('1 234,50 zł');
  expect(plain(writtenMoney('en', 123_450))).toBe('PLN 1,234.50');
});

test('a day is that day, also where the clock changes', () => {
  expect(writtenDay('pl', '2026-03-29')).toBe('29 marca 2026');
  expect(writtenDay('pl', '2026-10-25')).toBe('25 października 2026');
});
