import { expect, it } from 'vitest';
import { timeInWarsaw } from './time-in-warsaw.ts';

it.each([
  ['2026-01-15', '14:35', '2026-01-15T13:35:00.000Z'],
  ['2026-07-15', '9.05', '2026-07-15T07:05:00.000Z'],
  ['2026-07-15', ' 23:59 ', '2026-07-15T21:59:00.000Z'],
  ['2026-07-15', '24:00', null],
  ['2026-07-15', 'rano', null],
])('%s %s', (day, time, instant) => {
  expect(timeInWarsaw(day, time)).toBe(instant);
});
