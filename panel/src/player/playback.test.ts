import { expect, it } from 'vitest';
import { nextSpeed } from './playback.ts';

it('steps through the speeds and stops at both ends', () => {
  expect(nextSpeed(1, 1)).toBe(1.25);
  expect(nextSpeed(1, -1)).toBe(0.75);
  expect(nextSpeed(0.75, -1)).toBe(0.75);
  expect(nextSpeed(2, 1)).toBe(2);
});
