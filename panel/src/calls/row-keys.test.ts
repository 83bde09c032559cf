import { expect, it } from 'vitest';
import { placeAfter } from './row-keys.ts';

it.each([
  ['ArrowDown', 0, 1],
  ['j', 1, 2],
  ['J', 2, 2],
  ['ArrowUp', 0, 0],
  ['k', 2, 1],
  ['Home', 2, 0],
  ['End', 0, 2],
  ['x', 1, -1],
])('%s leads from %i to %i of three rows', (key, place, next) => {
  expect(placeAfter(key, place, 3)).toBe(next);
});
