import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { MemoryKeyStore } from '../../test/kit/memory-key-store.ts';
import { DistantKeyStore } from './distant-key-store.ts';
import { keyStoreContract } from './key-store.contract.ts';
import type { KeyId } from './key-store.ts';

keyStoreContract('one that is asked once a second', () => new DistantKeyStore(new MemoryKeyStore(), new ManualClock()));

const DAY = '2026-06-08/tenant_2026-03-10' as KeyId;
const SEALING = 'sealing/session-traces' as KeyId;

class CountingKeyStore extends MemoryKeyStore {
  asked = 0;
  isSealed = false;

  override get(id: KeyId): Promise<Buffer | null> {
    this.asked++;
    if (this.isSealed) return Promise.reject(new Error('sealed'));
    return super.get(id);
  }

  override getOrCreate(id: KeyId): Promise<Buffer> {
    this.asked++;
    return super.getOrCreate(id);
  }
}

function distant() {
  const store = new CountingKeyStore();
  const clock = new ManualClock();
  return { store, clock, keys: new DistantKeyStore(store, clock) };
}

test('many who need a key at once make one request, and so for a second', async () => {
  const { store, clock, keys } = distant();
  await store.getOrCreate(DAY);
  store.asked = 0;
  await Promise.all(Array.from({ length: 50 }, () => keys.get(DAY)));
  clock.advance(999);
  await keys.get(DAY);
  expect(store.asked).toBe(1);
});

test('a key that another process has deleted opens nothing after a second, one deleted here at once', async () => {
  const { store, clock, keys } = distant();
  await keys.getOrCreate(DAY);
  await keys.get(DAY);
  await store.delete(DAY);
  clock.advance(1000);
  expect(await keys.get(DAY)).toBeNull();
  await keys.getOrCreate(DAY);
  await keys.get(DAY);
  await keys.delete(DAY);
  expect(await keys.get(DAY)).toBeNull();
});

test('messages are sealed by a key that is read once a second; the key of a new recording is asked for each time', async () => {
  const { store, keys } = distant();
  for (const [id, requests] of [
    [SEALING, 1],
    [DAY, 20],
  ] as const) {
    await keys.getOrCreate(id);
    store.asked = 0;
    for (let message = 0; message < 20; message++) await keys.getOrCreate(id);
    expect(store.asked).toBe(requests);
  }
});

test('that there is no key, or that the store cannot be asked, is never remembered', async () => {
  const { store, keys } = distant();
  expect(await keys.get(DAY)).toBeNull();
  await store.getOrCreate(DAY);
  store.isSealed = true;
  await expect(keys.get(DAY)).rejects.toThrow('sealed');
  store.isSealed = false;
  expect(await keys.get(DAY)).not.toBeNull();
});
