import { expect, test } from 'vitest';
import { ViewCache } from './view-cache.ts';

const MB = 1024 * 1024;
const contentsOf = (bytes: number) => ({ csv: Buffer.alloc(bytes), json: Buffer.alloc(2 * bytes) });

/** A cache and what is made for it. */
function setUp() {
  const cache = new ViewCache();
  const made: string[] = [];
  const make =
    (name: string, bytes = 1) =>
    async () => {
      made.push(name);
      return contentsOf(bytes);
    };
  return { cache, made, make };
}

test('a day is made once for each version, whoever asks at once', async () => {
  const { cache, made, make } = setUp();
  const asked = [1, 2, 3].map(() => cache.sizes('day', 'v1', make('v1')));
  expect(await Promise.all(asked)).toEqual([1, 2, 3].map(() => ({ csv: 1, json: 2 })));
  await cache.contents('day', 'v1', make('v1 again'));
  await cache.sizes('day', 'v2', make('v2', 5));
  expect(await cache.sizes('day', 'v2', make('v2 again'))).toEqual({ csv: 5, json: 10 });
  expect(made).toEqual(['v1', 'v2']);
});

test('contents of 64 MB are kept, the sizes of all', async () => {
  const { cache, made, make } = setUp();
  for (let day = 0; day < 5; day++) await cache.contents(`day ${day}`, 'v', make(`${day}`, 6 * MB));
  for (let day = 0; day < 5; day++) {
    expect(await cache.sizes(`day ${day}`, 'v', make('sizes'))).toEqual({ csv: 6 * MB, json: 12 * MB });
  }
  // Each is 18 MB: three fit.
  for (const day of [4, 3, 2]) await cache.contents(`day ${day}`, 'v', make('newest'));
  await cache.contents('day 0', 'v', make('0 again', 6 * MB));
  expect(made).toEqual(['0', '1', '2', '3', '4', '0 again']);
});

test('one is made at a time; one that fails is made again for who asks next', async () => {
  const { cache, made, make } = setUp();
  let running = 0;
  const slow = (fails: boolean) => async () => {
    expect(++running).toBe(1);
    await new Promise(setImmediate);
    running--;
    if (fails) throw new Error('the database is unavailable');
    return contentsOf(1);
  };
  const answers = await Promise.allSettled([
    cache.sizes('a', 'v', slow(true)),
    cache.sizes('b', 'v', slow(false)),
    cache.sizes('c', 'v', slow(false)),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  await cache.sizes('a', 'v', make('a again'));
  expect(made).toEqual(['a again']);
});
