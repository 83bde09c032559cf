import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import type { KeyId } from './key-store.ts';
import { RecentKeys } from './recent-keys.ts';

const [KEY, OTHER] = ['2026-06-08/tenant_2026-03-10', '2026-06-08/tenant_2026-03-11'] as KeyId[];

function counted() {
  const asked: KeyId[] = [];
  const stored = new Map([[KEY!, Buffer.alloc(32, 1)]]);
  const get = async (id: KeyId) => {
    asked.push(id);
    return stored.get(id) ?? null;
  };
  return { store: { get }, stored, asked };
}

test('a key is read once for the recordings of a second, and is gone a second later', async () => {
  const { store, stored, asked } = counted();
  const clock = new ManualClock();
  const keys = new RecentKeys(store, clock);
  for (let recording = 0; recording < 5; recording++) expect(await keys.get(KEY!)).toEqual(Buffer.alloc(32, 1));
  expect(asked).toEqual([KEY]);
  stored.delete(KEY!);
  clock.advance(999);
  await keys.get(KEY!);
  clock.advance(1);
  expect(await keys.get(KEY!)).toBeNull();
  expect(asked).toEqual([KEY, KEY]);
  expect(clock.pending).toBe(0);
});

test('that there is no key is asked again each time', async () => {
  const { store, stored, asked } = counted();
  const keys = new RecentKeys(store, new ManualClock());
  expect(await keys.get(OTHER!)).toBeNull();
  stored.set(OTHER!, Buffer.alloc(32, 2));
  expect(await keys.get(OTHER!)).toEqual(Buffer.alloc(32, 2));
  expect(asked).toEqual([OTHER, OTHER]);
});
