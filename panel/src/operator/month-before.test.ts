import { expect, it } from 'vitest';
import { monthBefore } from './month-before.ts';

it.each([
  ['2026-03-31', '2026-02'],
  ['2026-01-01', '2025-12'],
])('the month before that of %s is %s', (day, month) => {
  expect(monthBefore(day)).toBe(month);
});
