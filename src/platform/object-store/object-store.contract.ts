import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import type { ObjectKey } from './object-key.ts';
import type { ObjectStore } from './object-store.ts';

const KEY = 'tenant/2026/03/recording.mp3' as ObjectKey;

function file(content: string): string {
  const path = join(temporaryFolder(), 'given');
  writeFileSync(path, content);
  return path;
}

/** What every object store does, whatever it keeps the bytes in. */
export function objectStoreContract(name: string, create: () => ObjectStore): void {
  describe(name, () => {
    test('gives back what was put', async () => {
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
    ])('gives the part %o', async (range, part) => {
      const store = create();
      await store.put(KEY, file('0123456789'));
      expect((await buffer(await store.open(KEY, range))).toString()).toBe(part);
    });

    test('refuses a part behind the end', async () => {
      const store = create();
      await store.put(KEY, file('0123456789'));
      await expect(store.open(KEY, { start: 10 })).rejects.toMatchObject({ code: 'range-not-satisfiable' });
    });

    test('knows that it has no such object', async () => {
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

    test('a put that fails leaves what was there', async () => {
      const store = create();
      await store.put(KEY, file('first'));
      await expect(store.put(KEY, '/nowhere/at/all')).rejects.toThrow('ENOENT');
      expect((await buffer(await store.open(KEY))).toString()).toBe('first');
    });

    test('puts and reads at once do not mix', async () => {
      const store = create();
      const keys = Array.from({ length: 20 }, (_, index) => `tenant/2026/03/${index}.mp3` as ObjectKey);
      await Promise.all(keys.map((key, index) => store.put(key, file(`content ${index}`))));
      const contents = await Promise.all(keys.map(async (key) => (await buffer(await store.open(key))).toString()));
      expect(contents).toEqual(keys.map((_, index) => `content ${index}`));
    });
  });
}
