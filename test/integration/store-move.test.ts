import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { FolderIdPlace } from '../../src/platform/folder-id-place.ts';
import { beginMove, moveObjects } from '../../src/platform/move-store.ts';
import { objectStoreContract } from '../../src/platform/object-store.contract.ts';
import { FolderObjectStore, type ObjectKey, type ObjectStore } from '../../src/platform/object-store.ts';
import { testDatabase } from '../kit/database.ts';
import { readObject } from '../kit/read-object.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { twoPlaceStore } from '../kit/two-place-store.ts';

const CHILD = new URL('./store-move-kill.child.ts', import.meta.url).pathname;
const { db, url } = testDatabase();
const KEYS = ['a/1', 'a/2', 'b/3'] as ObjectKey[];
const [DESTROYED, REPLACED, KEPT] = KEYS as [ObjectKey, ObjectKey, ObjectKey];

beforeEach(async () => {
  await db.deleteFrom('stores').execute();
  await db.deleteFrom('store_copies').execute();
});

const keysIn = async (store: ObjectStore) => (await Array.fromAsync(store.list(''))).sort();
const text = async (store: ObjectStore, key: ObjectKey) => (await readObject(store, key)).toString();

objectStoreContract('a store that was never moved', () => twoPlaceStore(db, temporaryFolder()).store);

objectStoreContract('a store that is being moved', () => {
  const { store, move } = twoPlaceStore(db, temporaryFolder());
  const begun = beginMove(move, 's3');
  return new Proxy(store, {
    get: (target, name: keyof ObjectStore) =>
      name === 'list'
        ? async function* (prefix: string) {
            await begun;
            yield* target.list(prefix);
          }
        : async (...given: never[]) => {
            await begun;
            return (target[name] as (...all: never[]) => unknown)(...given);
          },
  });
});

test('a store is moved, and back, while it is used', async () => {
  const { store, move, places } = twoPlaceStore(db, temporaryFolder());
  const large = randomBytes(3_000_000);
  await store.put(KEPT, large);
  await store.put(DESTROYED, Buffer.from('one'));
  const reading = await store.open(KEPT);
  const begun = Buffer.alloc(1000);
  await reading.read(begun);
  expect(await beginMove(move, 's3')).toBe(true);
  expect(await beginMove(move, 's3')).toBe(false);
  await store.put(REPLACED, Buffer.from('two'));
  expect(await keysIn(places.folder)).toEqual([DESTROYED, KEPT]);
  expect(await moveObjects(move, 's3')).toMatchObject({ moved: 2, failed: 0, done: true });
  // What was opened before is read on at the new place.
  const rest = Buffer.alloc(large.length);
  expect(await reading.read(rest)).toBe(large.length - 1000);
  expect(Buffer.concat([begun, rest.subarray(0, large.length - 1000)]).equals(large)).toBe(true);
  await reading.close();
  expect(await keysIn(places.s3)).toEqual(KEYS);
  await expect(places.folder.stat(KEPT)).rejects.toMatchObject({ code: 'storage-not-mounted' });

  await store.delete(DESTROYED);
  expect(await beginMove(move, 'folder')).toBe(true);
  expect(await moveObjects(move, 'folder')).toMatchObject({ moved: 2, done: true });
  expect(await keysIn(places.folder)).toEqual([REPLACED, KEPT]);
  expect(await moveObjects(move, 'folder')).toMatchObject({ moved: 0, done: true, finished: false });
});

test('while the database does not answer, a second of a spool is put all the same, a recording is not', async () => {
  const { store, places } = twoPlaceStore(db, temporaryFolder());
  await store.put(KEPT, Buffer.from('one'));
  const recordings: Promise<void>[] = [];
  await db.transaction().execute(async (transaction) => {
    await sql`LOCK TABLE stores IN ACCESS EXCLUSIVE MODE`.execute(transaction);
    recordings.push(store.put(REPLACED, Buffer.from('two')));
    await store.put('spool/1' as ObjectKey, Buffer.from('second'));
    expect(await text(places.folder, 'spool/1' as ObjectKey)).toBe('second');
    expect(await places.folder.stat(REPLACED)).toBeNull();
  });
  await Promise.all(recordings);
  expect(await text(store, REPLACED)).toBe('two');
});

test('what cannot be moved stays, is reported, and does not keep the rest', async () => {
  const { store, move, places } = twoPlaceStore(db, temporaryFolder());
  for (const key of KEYS) await store.put(key, Buffer.from(key));
  await beginMove(move, 's3');
  const broken: ObjectStore = new Proxy(places.s3, {
    get: (target, name: keyof ObjectStore) =>
      name === 'put'
        ? async (key: ObjectKey, content: string) => target.put(key, key === KEPT ? Buffer.from('other') : content)
        : target[name].bind(target),
  });
  const run = await moveObjects({ ...move, places: { ...places, s3: broken } }, 's3');
  expect(run).toMatchObject({ moved: 2, failed: 1, done: false, failure: expect.stringContaining(KEPT) });
  expect(await keysIn(places.folder)).toEqual([KEPT]);
  for (const key of KEYS) expect(await text(store, key)).toBe(key);
  expect(await moveObjects(move, 's3')).toMatchObject({ moved: 1, done: true });
});

test('a move is turned back: a copy that was not verified is not taken for the original', async () => {
  const { store, move, places } = twoPlaceStore(db, temporaryFolder());
  for (const key of KEYS) await store.put(key, Buffer.from(key));
  await beginMove(move, 's3');
  // As a kill leaves it.
  await places.s3.put(KEPT, Buffer.from('damaged'));
  await db.insertInto('store_copies').values({ key: KEPT }).execute();
  await store.put(REPLACED, Buffer.from('newer'));
  await beginMove(move, 'folder');
  expect(await moveObjects(move, 'folder')).toMatchObject({ moved: 1, done: true });
  expect(await keysIn(places.folder)).toEqual(KEYS);
  expect([await text(store, KEPT), await text(store, REPLACED)]).toEqual([KEPT, 'newer']);
});

test('what is moved while it is listed is listed', async () => {
  const { store, move } = twoPlaceStore(db, temporaryFolder());
  for (const key of KEYS) await store.put(key, Buffer.from(key));
  const listed: ObjectKey[] = [];
  for await (const key of store.list('')) {
    listed.push(key);
    if (await beginMove(move, 's3')) await moveObjects(move, 's3');
  }
  expect(listed.sort()).toEqual(KEYS);
});

test('a move that another command has turned back meanwhile ends without harm', async () => {
  const { store, move } = twoPlaceStore(db, temporaryFolder());
  await store.put(KEPT, Buffer.from('content'));
  await beginMove(move, 's3');
  await beginMove(move, 'folder');
  for (const _ of ['while it runs', 'after its end']) {
    expect(await moveObjects(move, 's3')).toMatchObject({
      done: false,
      failure: expect.stringContaining('turned back'),
    });
    expect(await moveObjects(move, 'folder')).toMatchObject({ done: true });
    expect(await text(store, KEPT)).toBe('content');
    await store.put(KEPT, Buffer.from('content'));
  }
});

test('the store of another installation is left as it is, also where there is nothing to move', async () => {
  const { store, move } = twoPlaceStore(db, temporaryFolder());
  await store.put(KEPT, Buffer.from('content'));
  const other = new FolderIdPlace(`${move.folder}/two`);
  const id = await other.write(randomUUID());
  expect(await beginMove(move, 'folder')).toBe(false);
  expect(await moveObjects(move, 'folder')).toMatchObject({ done: true });
  expect(await other.read()).toBe(id);
});

test('a place that holds something else is not taken', async () => {
  const { store, move, places } = twoPlaceStore(db, temporaryFolder());
  await store.put(KEPT, Buffer.from('content'));
  await new FolderObjectStore(`${move.folder}/two`).put(KEPT, Buffer.from('of another'));
  await expect(beginMove(move, 's3')).rejects.toMatchObject({ code: 'storage-not-mounted' });
  expect(await text(places.folder, KEPT)).toBe('content');
});

describe('killed', () => {
  // Of 25: plan, ids, listing, and for each object: look, look, read, put, read again, delete.
  test.each([1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 24])(
    'at step %i: nothing is lost, what is destroyed or replaced meanwhile is so at both places, and the next run ends it',
    async (step) => {
      const folder = temporaryFolder();
      const { store, move, places } = twoPlaceStore(db, folder);
      for (const key of KEYS) await store.put(key, Buffer.from(key));
      const child = spawn(process.execPath, [CHILD, url, folder, String(step)], { stdio: 'inherit' });
      const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
      expect(signal).toBe('SIGKILL');

      for (const key of KEYS) expect(await text(store, key)).toBe(key);
      await store.delete(DESTROYED);
      await store.put(REPLACED, Buffer.from('newer'));
      expect(await store.stat(DESTROYED)).toBeNull();
      await beginMove(move, 's3');
      expect(await moveObjects(move, 's3')).toMatchObject({ failed: 0, done: true });
      expect(await keysIn(places.s3)).toEqual([REPLACED, KEPT]);
      expect(await keysIn(store)).toEqual([REPLACED, KEPT]);
      expect(await text(store, REPLACED)).toBe('newer');
      expect(await text(store, KEPT)).toBe(KEPT);
      expect(await db.selectFrom('store_copies').select('key').execute()).toEqual([]);
    },
  );
});
