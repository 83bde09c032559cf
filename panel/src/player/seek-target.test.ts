import { expect, it } from 'vitest';
import { seekTarget, soughtPosition } from './seek-target.ts';

const DURATION = 60;

it.each([0, 0.02, 12.34, 59.8])('shows the place that was asked for, %d s', (seconds) => {
  expect(soughtPosition(seekTarget(seconds, DURATION), DURATION)).toBeCloseTo(seconds, 6);
});

it('a small step back from where it is goes back', () => {
  const before = seekTarget(12.34, DURATION);
  expect(seekTarget(soughtPosition(before, DURATION) - 0.01, DURATION)).toBeCloseTo(before - 0.01, 6);
});

it('ends at the end, and shows nothing before the beginning', () => {
  expect([seekTarget(70, DURATION), soughtPosition(60.03, DURATION)]).toEqual([DURATION, DURATION]);
  expect([seekTarget(-1, DURATION), soughtPosition(0.01, DURATION)]).toEqual([0, 0]);
});
