import { expect, it } from 'vitest';
import { totalDays, unitsOffered } from './retention-options.ts';

it('offers 60, 90, … days, and always at least 30 days more than now', () => {
  expect(unitsOffered(0).map(totalDays)).toEqual([60, 90, 120, 150, 180, 210, 240, 270, 300, 330, 360, 390]);
  expect(totalDays(unitsOffered(20).at(-1)!)).toBe(660);
});
