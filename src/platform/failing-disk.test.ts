import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { eachDiskFailure } from '../../test/kit/failing-disk.ts';
import { readObject } from '../../test/kit/read-object.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { FolderKeyStore, type KeyId } from './key-store.ts';
import { FolderObjectStore, type ObjectKey } from './object-store.ts';

const { onDisk } = await vi.hoisted(() => import('../../test/kit/failing-disk.ts'));
vi.mock('node:fs/promises', async (original) => onDisk(await original()));

const ID = 'group/key' as KeyId;
const KEY = 'tenant/2026/03/recording.mp3' as ObjectKey;
const CONTENT = 'content';

/** What a reader must never be led to believe. */
const NOT_THERE = ['not-found', 'range-not-satisfiable', 'ENOENT'];

function expectUnknown(outcome: PromiseRejectedResult, fault: string): void {
  expect(NOT_THERE, fault).not.toContain((outcome.reason as NodeJS.ErrnoException).code);
}

async function keyStore() {
  const folder = join(temporaryFolder(), 'keys');
  const store = new FolderKeyStore(folder);
  const key = await store.getOrCreate(ID);
  return { store, key };
}

async function objectStore() {
  const folder = join(temporaryFolder(), 'objects');
  const given = join(temporaryFolder(), 'given');
  writeFileSync(given, CONTENT);
  const store = new FolderObjectStore(folder);
  await store.put(KEY, given);
  return { store, given };
}

const content = async (store: FolderObjectStore, key = KEY): Promise<string> =>
  (await readObject(store, key)).toString();

test('a key that cannot be read is not missing, and no other is created in its place', async () => {
  const { store, key } = await keyStore();
  for (const read of [() => store.get(ID), () => store.getOrCreate(ID)]) {
    await eachDiskFailure(
      async () => read,
      async (outcome, fault) => {
        if (outcome.status === 'rejected') expectUnknown(outcome, fault);
        else expect(outcome.value, fault).toEqual(key);
        expect(await store.get(ID), fault).toEqual(key);
      },
    );
  }
});

test('a new key is the same for all who ask, whatever failed before', async () => {
  let asked = 0;
  const { store } = await keyStore();
  await eachDiskFailure(
    async () => () => store.getOrCreate(`group/${++asked}` as KeyId),
    async (outcome, fault) => {
      const now = await store.getOrCreate(`group/${asked}` as KeyId);
      if (outcome.status === 'fulfilled') expect(now, fault).toEqual(outcome.value);
    },
  );
});

test('keys that cannot be listed are no empty list', async () => {
  const { store } = await keyStore();
  await eachDiskFailure(
    async () => () => Array.fromAsync(store.list()),
    async (outcome, fault) => {
      if (outcome.status === 'rejected') expectUnknown(outcome, fault);
      else expect(outcome.value, fault).toEqual([ID]);
    },
  );
});

test('objects that cannot be listed are no empty list', async () => {
  const { store } = await objectStore();
  await eachDiskFailure(
    async () => () => Array.fromAsync(store.list('')),
    async (outcome, fault) => {
      if (outcome.status === 'rejected') expectUnknown(outcome, fault);
      else expect(outcome.value, fault).toEqual([KEY]);
    },
  );
});

test('a key that could not be deleted is not called deleted', async () => {
  const { store } = await keyStore();
  await eachDiskFailure(
    async () => {
      await store.getOrCreate(ID);
      return () => store.delete(ID);
    },
    async (outcome, fault) => {
      if (outcome.status === 'fulfilled') expect(await store.get(ID), fault).toBeNull();
    },
  );
});

test('an object that cannot be read is not missing, and has no other size', async () => {
  const { store } = await objectStore();
  const reads = [() => content(store), () => store.stat(KEY), () => readObject(store, KEY, { start: 1, end: 3 })];
  for (const read of reads) {
    const whole = await read();
    await eachDiskFailure(
      async (): Promise<() => Promise<unknown>> => read,
      async (outcome, fault) => {
        if (outcome.status === 'rejected') expectUnknown(outcome, fault);
        else expect(outcome.value, fault).toEqual(whole);
      },
    );
  }
});

test('an object is stored whole or not at all, and one that could not be deleted is not called deleted', async () => {
  const { store, given } = await objectStore();
  await eachDiskFailure(
    async () => () => store.put(KEY, given),
    async (_outcome, fault) => expect(await content(store), fault).toBe(readFileSync(given, 'utf8')),
  );
  await eachDiskFailure(
    async () => {
      await store.put(KEY, given);
      return () => store.delete(KEY);
    },
    async (outcome, fault) => {
      if (outcome.status === 'fulfilled') expect(await store.stat(KEY), fault).toBeNull();
    },
  );
});
