import { expect, test } from 'vitest';
import { lengthOf, periodBefore } from './periods.ts';

test.each([
  // Whole months: the months before, whatever their lengths.
  ['2026-03-01', '2026-03-31', '2026-02-01', '2026-02-28'],
  ['2026-01-01', '2026-03-31', '2025-10-01', '2025-12-31'],
  ['2026-02-01', '2026-02-28', '2026-01-01', '2026-01-31'],
  // A month that is not over: the same days of the one before.
  ['2026-11-01', '2026-11-17', '2026-10-01', '2026-10-17'],
  ['2026-03-01', '2026-03-30', '2026-02-01', '2026-02-28'],
  // As many days before, also over a change of the clocks.
  ['2026-03-29', '2026-03-29', '2026-03-28', '2026-03-28'],
  ['2026-10-23', '2026-10-29', '2026-10-16', '2026-10-22'],
  ['2026-01-01', '2026-02-15', '2025-11-16', '2025-12-31'],
])('%s to %s is compared with %s to %s', (from, to, fromBefore, toBefore) => {
  expect(periodBefore({ from, to })).toEqual({ from: fromBefore, to: toBefore });
});

test('a period has both its days', () => {
  expect(lengthOf({ from: '2026-10-25', to: '2026-10-25' })).toBe(1);
  expect(lengthOf({ from: '2026-01-01', to: '2026-12-31' })).toBe(365);
});
