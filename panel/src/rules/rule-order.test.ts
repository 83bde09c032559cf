import { expect, test } from 'vitest';
import { moved } from './rule-order.ts';

test('an item moves up, down and to the ends; nothing leaves the list', () => {
  const items = ['a', 'b', 'c', 'd'];
  expect(moved(items, 2, 0)).toEqual(['c', 'a', 'b', 'd']);
  expect(moved(items, 0, 3)).toEqual(['b', 'c', 'd', 'a']);
  expect(moved(items, 1, 2)).toEqual(['a', 'c', 'b', 'd']);
  for (const to of [-1, 4, 1]) expect(moved(items, 1, to)).toBe(items);
});
