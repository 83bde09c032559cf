import { describe, expect, test } from 'vitest';
import type { KeyId } from './key-id.ts';
import { KEY_BYTES, type KeyStore } from './key-store.ts';

const ID = '2026-06-08/tenant_2026-03-10' as KeyId;
const OTHER = 'hold/recording' as KeyId;

async function ids(store: KeyStore): Promise<KeyId[]> {
  return (await Array.fromAsync(store.list())).sort();
}

/** What every key store does, whatever it keeps the keys in. */
export function keyStoreContract(name: string, create: () => KeyStore): void {
  describe(name, () => {
    test('makes a key once and gives it back', async () => {
      const store = create();
      expect(await store.get(ID)).toBeNull();
      const key = await store.getOrCreate(ID);
      expect(key).toHaveLength(KEY_BYTES);
      expect(await store.getOrCreate(ID)).toEqual(key);
      expect(await store.get(ID)).toEqual(key);
    });

    test('gives each id a key of its own', async () => {
      const store = create();
      expect(await store.getOrCreate(ID)).not.toEqual(await store.getOrCreate(OTHER));
    });

    test('gives all who ask for a new key at once the same', async () => {
      const store = create();
      const keys = await Promise.all(Array.from({ length: 20 }, () => store.getOrCreate(ID)));
      expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    });

    test('forgets a deleted key: the id’s next one is another', async () => {
      const store = create();
      const key = await store.getOrCreate(ID);
      await store.getOrCreate(OTHER);
      await store.delete(ID);
      await store.delete(ID);
      expect(await store.get(ID)).toBeNull();
      expect(await store.get(OTHER)).not.toBeNull();
      expect(await store.getOrCreate(ID)).not.toEqual(key);
    });

    test('lists the ids of its keys', async () => {
      const store = create();
      expect(await ids(store)).toEqual([]);
      await store.getOrCreate(OTHER);
      await store.getOrCreate(ID);
      expect(await ids(store)).toEqual([ID, OTHER]);
      await store.delete(ID);
      expect(await ids(store)).toEqual([OTHER]);
    });

    test('keeps a key though who got it wipes it', async () => {
      const store = create();
      const key = await store.getOrCreate(ID);
      const before = Buffer.from(key);
      key.fill(0);
      expect(await store.get(ID)).toEqual(before);
    });
  });
}
