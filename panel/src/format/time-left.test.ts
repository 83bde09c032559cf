import { expect, it } from 'vitest';
import { formatTimeLeft } from './time-left.ts';

const MINUTE_MS = 60_000;
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

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
