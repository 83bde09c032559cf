import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('each key does so much at once, the rest waits in its order, and what is too much is not done', async () => {
  const turns = new Turns<string>({ atOnce: 2, waiting: 2 });
  const begun: number[] = [];
  const work = Array.from({ length: 5 }, () => Promise.withResolvers<number>());
  const take = (n: number) =>
    turns.take('a', () => {
      begun.push(n);
      return work[n]!.promise;
    });
  const results = work.map((_, n) => take(n));
  expect(results[4]).toBeNull();
  expect(begun).toEqual([0, 1]);
  expect(await turns.take('b', async () => 'of another key')).toBe('of another key');

  work[1]!.reject(new Error('failed'));
  await expect(results[1]).rejects.toThrow('failed');
  await nextTurn();
  expect(begun).toEqual([0, 1, 2]);
  for (const n of [0, 2, 3]) work[n]!.resolve(n);
  expect(await Promise.all([results[0], results[2], results[3]])).toEqual([0, 2, 3]);
});
