import { expect, test } from 'vitest';
import type { TenantId } from '../base/ids.ts';
import { ViewCache, type ViewQuestion } from './view-cache.ts';

const MB = 1024 * 1024;
type Format = 'csv' | 'json';
const contentsOf = (bytes: number) => ({ csv: Buffer.alloc(bytes), json: Buffer.alloc(2 * bytes) });

/** A cache and what is made for it. */
function setUp() {
  const cache = new ViewCache<Format>();
  const made: string[] = [];
  const ask = (key: string, version: string, name: string, bytes = 1): ViewQuestion<Format> => ({
    tenantId: 'tenant' as TenantId,
    key,
    version,
    make: async () => {
      made.push(name);
      return contentsOf(bytes);
    },
  });
  const sizes = async (question: ViewQuestion<Format>) => {
    const { csv, json } = await cache.facts(question);
    return [csv.sizeBytes, json.sizeBytes];
  };
  return { cache, made, ask, sizes };
}

test('a day is made once for each version, whoever asks at once', async () => {
  const { cache, made, ask, sizes } = setUp();
  const asked = [1, 2, 3].map(() => sizes(ask('day', 'v1', 'v1')));
  expect(await Promise.all(asked)).toEqual([1, 2, 3].map(() => [1, 2]));
  await cache.made(ask('day', 'v1', 'v1 again'));
  await cache.facts(ask('day', 'v2', 'v2', 5));
  expect(await sizes(ask('day', 'v2', 'v2 again'))).toEqual([5, 10]);
  expect(made).toEqual(['v1', 'v2']);
});

test('contents of 64 MB are kept, the facts of all', async () => {
  const { cache, made, ask, sizes } = setUp();
  for (let day = 0; day < 5; day++) await cache.made(ask(`day ${day}`, 'v', `${day}`, 6 * MB));
  for (let day = 0; day < 5; day++) {
    expect(await sizes(ask(`day ${day}`, 'v', 'sizes'))).toEqual([6 * MB, 12 * MB]);
  }
  // Each is 18 MB: three fit.
  for (const day of [4, 3, 2]) await cache.made(ask(`day ${day}`, 'v', 'newest'));
  await cache.made(ask('day 0', 'v', '0 again', 6 * MB));
  expect(made).toEqual(['0', '1', '2', '3', '4', '0 again']);
});

test('one that fails is made again for who asks next', async () => {
  const { cache, made, ask } = setUp();
  const away = { ...ask('a', 'v', ''), make: () => Promise.reject(new Error('the database is unavailable')) };
  await expect(cache.facts(away)).rejects.toThrow('unavailable');
  await cache.facts(ask('a', 'v', 'a again'));
  expect(made).toEqual(['a again']);
});

test('a tenant that asks for years of days delays another one by one day', async () => {
  const { cache, made, ask } = setUp();
  const years = [1, 2, 3, 4].map((day) => cache.facts(ask(`a ${day}`, 'v', `a ${day}`)));
  const other = cache.facts({ ...ask('b', 'v', 'b'), tenantId: 'other' as TenantId });
  await Promise.all([...years, other]);
  expect(made).toEqual(['a 1', 'b', 'a 2', 'a 3', 'a 4']);
});
