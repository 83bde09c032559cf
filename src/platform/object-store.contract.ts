import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readObject } from '../../test/kit/read-object.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import type { ObjectKey, ObjectStore } from './object-store.ts';

const KEY = 'tenant/2026/03/recording.mp3' as ObjectKey;

function file(content: string): string {
  const path = join(temporaryFolder(), 'given');
  writeFileSync(path, content);
  return path;
}

async function listed(store: ObjectStore, prefix: string): Promise<ObjectKey[]> {
  return (await Array.fromAsync(store.list(prefix))).sort();
}

/**
 * The behaviour of every object store. `later`: for a store that looks only each second whether an object that is read is still there:
 * lets that time pass.
 */
export function objectStoreContract(name: string, create: () => ObjectStore, later: () => void = () => {}): void {
  describe(name, () => {
    test('returns what was put', async () => {
      const store = create();
      await store.put(KEY, file('0123456789'));
      expect(await store.stat(KEY)).toEqual({ sizeBytes: 10 });
      expect((await readObject(store, KEY)).toString()).toBe('0123456789');
    });

    test('returns bytes that were put, and is left with none of them', async () => {
      const store = create();
      const bytes = Buffer.from('0123456789');
      await store.put(KEY, bytes.subarray(2, 6));
      bytes.fill(0);
      expect((await readObject(store, KEY)).toString()).toBe('2345');
      await store.put(KEY, new Uint8Array());
      expect(await store.stat(KEY)).toEqual({ sizeBytes: 0 });
      expect(await readObject(store, KEY)).toHaveLength(0);
    });

    test('lists the keys that begin with a prefix', async () => {
      const store = create();
      expect(await listed(store, '')).toEqual([]);
      const keys = ['a/1', 'a/2', 'ab/c/3', 'b'] as ObjectKey[];
      for (const key of keys) await store.put(key, Buffer.from(key));
      expect(await listed(store, '')).toEqual(keys);
      expect(await listed(store, 'a')).toEqual(['a/1', 'a/2', 'ab/c/3']);
      expect(await listed(store, 'a/')).toEqual(['a/1', 'a/2']);
      expect(await listed(store, 'ab/c/3')).toEqual(['ab/c/3']);
      expect(await listed(store, 'ab/d')).toEqual([]);
      expect(await listed(store, 'none/at/all')).toEqual([]);
      await store.delete(keys[0]!);
      expect(await listed(store, 'a/')).toEqual(['a/2']);
    });

    test.each([
      [{ start: 0 }, '0123456789'],
      [{ start: 4 }, '456789'],
      [{ start: 2, end: 5 }, '234'],
      [{ start: 9, end: 10 }, '9'],
      [{ start: 9, end: 1000 }, '9'],
      [{ start: 10 }, ''],
      [{ start: 11, end: 12 }, ''],
    ])('returns the range %o', async (range, part) => {
      const store = create();
      await store.put(KEY, file('0123456789'));
      expect((await readObject(store, KEY, range)).toString()).toBe(part);
    });

    test('fills the memory it is given, in order', async () => {
      const store = create();
      await store.put(KEY, file('0123456789'));
      const object = await store.open(KEY, { start: 1, end: 9 });
      const memory = Buffer.alloc(5);
      expect([await object.read(memory), memory.toString()]).toEqual([5, '12345']);
      expect([await object.read(memory), memory.toString()]).toEqual([3, '67845']);
      expect(await object.read(memory)).toBe(0);
      await object.close();
    });

    test.each(['deleted', 'replaced'])('an object that was %s is read no further', async (how) => {
      const store = create();
      await store.put(KEY, file('0123456789'));
      const object = await store.open(KEY);
      expect(await object.read(Buffer.alloc(5))).toBe(5);
      if (how === 'deleted') await store.delete(KEY);
      else await store.put(KEY, file('abcdefghij'));
      later();
      await expect(object.read(Buffer.alloc(5))).rejects.toMatchObject({ code: 'not-found' });
      await object.close();
    });

    test('reports a missing object', async () => {
      const store = create();
      expect(await store.stat(KEY)).toBeNull();
      await expect(store.open(KEY)).rejects.toMatchObject({ code: 'not-found' });
      await store.delete(KEY);
    });

    test('put again replaces, delete removes', async () => {
      const store = create();
      await store.put(KEY, file('first'));
      await store.put(KEY, file('second one'));
      expect((await readObject(store, KEY)).toString()).toBe('second one');
      await store.delete(KEY);
      expect(await store.stat(KEY)).toBeNull();
    });

    test('a file that is never written again is put, also twice; it stays the caller’s', async () => {
      const store = create();
      const path = file('0123456789');
      for (const _ of [1, 2]) await store.put(KEY, path, { final: true });
      expect(readFileSync(path, 'utf8')).toBe('0123456789');
      rmSync(path);
      expect((await readObject(store, KEY)).toString()).toBe('0123456789');
      expect(await listed(store, '')).toEqual([KEY]);
      await store.put(KEY, file('another'), { final: true });
      expect((await readObject(store, KEY)).toString()).toBe('another');
      await expect(store.put(KEY, '/nowhere/at/all', { final: true })).rejects.toThrow('ENOENT');
      expect((await readObject(store, KEY)).toString()).toBe('another');
    });

    test('a failed put keeps the existing object', async () => {
      const store = create();
      await store.put(KEY, file('first'));
      await expect(store.put(KEY, '/nowhere/at/all')).rejects.toThrow('ENOENT');
      expect((await readObject(store, KEY)).toString()).toBe('first');
    });

    test('concurrent puts and reads do not mix', async () => {
      const store = create();
      const keys = Array.from({ length: 20 }, (_, index) => `tenant/2026/03/${index}.mp3` as ObjectKey);
      await Promise.all(keys.map((key, index) => store.put(key, file(`content ${index}`))));
      const contents = await Promise.all(keys.map(async (key) => (await readObject(store, key)).toString()));
      expect(contents).toEqual(keys.map((_, index) => `content ${index}`));
    });
  });
}
