import { expect, it } from 'vitest';
import { nextSpeed } from './playback.ts';

it('steps through the speeds and stops at both ends', () => {
  expect(nextSpeed(1, 1)).toBe(1.25);
  expect(nextSpeed(1, -1)).toBe(0.75);
  expect(nextSpeed(0.5, -1)).toBe(0.5);
  expect(nextSpeed(3, 1)).toBe(3);
});
