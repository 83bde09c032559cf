import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { mapInTurns } from './map-in-turns.ts';

test('a long list is worked on in order, and something else is done in between', async () => {
  const items = Array.from({ length: 500 }, (_, n) => n);
  let done = 0;
  const made = mapInTurns(items, (item) => {
    done++;
    return item * 2;
  });
  await nextTurn();
  expect(done).toBeLessThan(500);
  expect(await made).toEqual(items.map((item) => item * 2));
});
