import { expect, test } from 'vitest';
import { Batches } from './batches.ts';

/** Answers each batch when it is let go. */
function held(isBad: (request: number) => boolean = () => false, atMost = 3) {
  const batches: number[][] = [];
  const open: (() => void)[] = [];
  const added = new Batches<number, string>({
    atMost,
    run: async (requests) => {
      batches.push([...requests]);
      await new Promise<void>((resolve) => open.push(resolve));
      if (requests.some(isBad)) throw new Error(`bad among ${requests.join()}`);
      return requests.map((request) => `done ${request}`);
    },
  });
  const letGo = async (): Promise<void> => {
    while (open.length > 0) {
      open.shift()!();
      await new Promise(setImmediate);
    }
  };
  return { batches, letGo, add: (request: number) => added.add(request) };
}

test('one is done at once, those that come meanwhile together, no more than may', async () => {
  const { batches, letGo, add } = held();
  const all = [1, 2, 3, 4, 5].map(add);
  expect(batches).toEqual([[1]]);
  await letGo();
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4, 5].map((request) => `done ${request}`));
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
});

test('one that fails does not fail the others', async () => {
  const { batches, letGo, add } = held((request) => request === 3);
  const all = Promise.allSettled([1, 2, 3, 4].map(add));
  await letGo();
  expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(batches).toEqual([[1], [2, 3, 4], [2], [3], [4]]);
});
