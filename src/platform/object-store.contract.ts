import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import type { ObjectKey, ObjectStore } from './object-store.ts';

const KEY = 'tenant/2026/03/recording.mp3' as ObjectKey;

function file(content: string): string {
  const path = join(temporaryFolder(), 'given');
  writeFileSync(path, content);
  return path;
}

/** The behaviour of every object store. */
export function objectStoreContract(name: string, create: () => ObjectStore): void {
  describe(name, () => {
    test('returns what was put', async () => {
      const store = create();
      await store.put(KEY, file('0123456789'));
      expect(await store.stat(KEY)).toEqual({ sizeBytes: 10 });
      expect((await buffer(await store.open(KEY))).toString()).toBe('0123456789');
    });

    test.each([
      [{ start: 0 }, '0123456789'],
      [{ start: 4 }, '456789'],
      [{ start: 2, end: 5 }, '234'],
      [{ start: 9, end: 10 }, '9'],
      [{ start: 9, end: 1000 }, '9'],
    ])('returns the range %o', async (range, part) => {
      const store = create();
      await store.put(KEY, file('0123456789'));
      expect((await buffer(await store.open(KEY, range))).toString()).toBe(part);
    });

    test('rejects a range after the end', async () => {
      const store = create();
      await store.put(KEY, file('0123456789'));
      await expect(store.open(KEY, { start: 10 })).rejects.toMatchObject({ code: 'range-not-satisfiable' });
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
      expect((await buffer(await store.open(KEY))).toString()).toBe('second one');
      await store.delete(KEY);
      expect(await store.stat(KEY)).toBeNull();
    });

    test('a failed put keeps the existing object', async () => {
      const store = create();
      await store.put(KEY, file('first'));
      await expect(store.put(KEY, '/nowhere/at/all')).rejects.toThrow('ENOENT');
      expect((await buffer(await store.open(KEY))).toString()).toBe('first');
    });

    test('concurrent puts and reads do not mix', async () => {
      const store = create();
      const keys = Array.from({ length: 20 }, (_, index) => `tenant/2026/03/${index}.mp3` as ObjectKey);
      await Promise.all(keys.map((key, index) => store.put(key, file(`content ${index}`))));
      const contents = await Promise.all(keys.map(async (key) => (await buffer(await store.open(key))).toString()));
      expect(contents).toEqual(keys.map((_, index) => `content ${index}`));
    });
  });
}
