import { expect, it } from 'vitest';
import { endOfHold, lastDayOfHold } from './hold-days.ts';

it('holds through the whole of its last day', () => {
  expect(endOfHold('2026-03-31')).toBe('2026-03-31T22:00:00.000Z');
  expect(endOfHold('2026-12-31')).toBe('2026-12-31T23:00:00.000Z');
  expect(endOfHold(null)).toBeNull();
});

it('shows the day it was given', () => {
  expect(lastDayOfHold({ until: endOfHold('2026-10-25') })).toBe('2026-10-25');
  expect(lastDayOfHold({ until: null })).toBeNull();
  expect(lastDayOfHold(null)).toBeNull();
});
