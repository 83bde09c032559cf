import { expect, test } from 'vitest';
import { endedBefore, formatDataPeriod, readDataPeriod } from './data-period.ts';

test.each([
  ['90d', '90 days'],
  ['13m', '13 months'],
  ['1d', '1 day'],
])('reads %s', (text, formatted) => {
  const period = readDataPeriod(text);
  expect(period.ok && formatDataPeriod(period.value)).toBe(formatted);
});

test.each(['', '0d', '90', '13 m', '-1d', '1y', '12345d', '01d'])('“%s” is no period', (text) => {
  expect(readDataPeriod(text).ok).toBe(false);
});

test.each([
  ['90d', '2026-05-20T21:59:59Z', '2026-02-18T23:00:00Z'],
  ['90d', '2026-05-20T22:00:00Z', '2026-02-19T23:00:00Z'],
  ['13m', '2026-05-20T10:00:00Z', '2025-04-19T22:00:00Z'],
  ['1m', '2026-03-31T10:00:00Z', '2026-02-27T23:00:00Z'],
])('%s at %s: what is from before %s has ended', (text, now, end) => {
  const period = readDataPeriod(text);
  if (!period.ok) throw new Error(text);
  expect(new Date(endedBefore(period.value, Date.parse(now))).toISOString()).toBe(end.replace('Z', '.000Z'));
});
