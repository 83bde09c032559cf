import { describe, expect, test } from 'vitest';
import { KEY_BYTES, type KeyId, type KeyStore } from './key-store.ts';

const ID = '2026-06-08/tenant_2026-03-10' as KeyId;
const OTHER = 'hold/recording' as KeyId;

async function ids(store: KeyStore): Promise<KeyId[]> {
  return (await Array.fromAsync(store.list())).sort();
}

/** The behaviour of every key store. */
export function keyStoreContract(name: string, create: () => KeyStore): void {
  describe(name, () => {
    test('creates a key once and returns it', async () => {
      const store = create();
      expect(await store.get(ID)).toBeNull();
      const key = await store.getOrCreate(ID);
      expect(key).toHaveLength(KEY_BYTES);
      expect(await store.getOrCreate(ID)).toEqual(key);
      expect(await store.get(ID)).toEqual(key);
    });

    test('creates a different key for each id', async () => {
      const store = create();
      expect(await store.getOrCreate(ID)).not.toEqual(await store.getOrCreate(OTHER));
    });

    test('returns the same new key to concurrent callers', async () => {
      const store = create();
      const keys = await Promise.all(Array.from({ length: 20 }, () => store.getOrCreate(ID)));
      expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    });

    test('deletes a key: the id’s next key is different', async () => {
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
      expect(await Array.fromAsync(store.list('hold'))).toEqual([OTHER]);
      expect(await Array.fromAsync(store.list('none'))).toEqual([]);
      await store.delete(ID);
      expect(await ids(store)).toEqual([OTHER]);
    });

    test('keeps a key although the caller overwrites the returned bytes', async () => {
      const store = create();
      const key = await store.getOrCreate(ID);
      const before = Buffer.from(key);
      key.fill(0);
      expect(await store.get(ID)).toEqual(before);
    });
  });
}
