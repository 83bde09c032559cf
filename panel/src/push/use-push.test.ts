import { expect, it } from 'vitest';
import type { PushDay } from '../api/client.ts';
import { deliveredUpTo } from './use-push.ts';

it.each<[PushDay['state'][], string | null]>([
  [['delivered', 'delivered', 'not-due'], '2026-03-10'],
  [['pending', 'delivered', 'delivered'], '2026-03-09'],
  [['delivered', 'partial', 'delivered'], '2026-03-08'],
  [['delivered', 'delivered', 'failing'], null],
  [['not-due', 'delivered', 'not-due'], '2026-03-09'],
  [['not-due'], null],
  [[], null],
])('of %j, newest first, all is there up to %s', (states, expected) => {
  const days = states.map((state, index) => ({ state, day: `2026-03-${String(10 - index).padStart(2, '0')}` }));
  expect(deliveredUpTo(days)).toBe(expected);
});
