import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  dayKeyId,
  deleteUnusedKey,
  hasNewestKey,
  holdKeyId,
  openAudio,
  readAudio,
  type ReadableRecording,
  rewrap,
} from '../../src/archive/index.ts';
import type { RecordingId, TenantId } from '../../src/base/ids.ts';
import type { KeyId } from '../../src/platform/key-store.ts';
import type { ByteRange } from '../../src/platform/object-store.ts';
import { describeCall, addExtendedRetention, insertTenant } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryKeyStore } from '../kit/memory-key-store.ts';
import { MemoryObjectStore } from '../kit/memory-object-store.ts';
import { readable } from '../kit/retention-fixture.ts';
import { storeMp3 } from '../kit/store-mp3.ts';
import { until } from '../kit/until.ts';

/** Half past midnight of the 11th in Warsaw. */
const T0 = Date.parse('2026-03-10T23:30:00Z');
const MP3 = Buffer.from('ID3 frame after frame '.repeat(5000));

const { db } = testDatabase();
const clock = new ManualClock(T0 + 60_000);
let objects: MemoryObjectStore;
let keys: MemoryKeyStore;
let tenantId: TenantId;

beforeEach(async () => {
  objects = new MemoryObjectStore();
  keys = new MemoryKeyStore();
  tenantId = await insertTenant(db);
});

async function rowOf(id: RecordingId) {
  return db.selectFrom('recordings').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

async function stored(startedAt = T0): Promise<ReadableRecording> {
  const call = describeCall(tenantId, { startedAt });
  await storeMp3({ db, objects, keys, clock }, call, MP3);
  return readable(await rowOf(call.recordingId));
}

function read(recording: ReadableRecording, range?: ByteRange): Promise<Buffer> {
  return openAudio({ objects, keys }, recording, range).then((audio: Readable) => buffer(audio));
}

test('an object that is not in the store is lost, whoever reads it; each time it is reported', async () => {
  const recording = await stored();
  objects.objects.clear();
  const reported: string[] = [];
  const sources = {
    objects,
    keys,
    onReadFailure: (...failure: unknown[]) => void reported.push(failure.slice(0, 2).join(' ')),
  };
  await expect(openAudio(sources, recording)).rejects.toMatchObject({ code: 'recording-lost' });
  await expect(Array.fromAsync(readAudio(sources, recording))).rejects.toMatchObject({ code: 'recording-lost' });
  await expect(openAudio(sources, recording, { start: 1e9 })).rejects.toMatchObject({ code: 'range-not-satisfiable' });
  expect(reported).toEqual(Array.from({ length: 2 }, () => `${recording.id} recording-lost`));
});

describe('the key of a recording', () => {
  test('is wrapped by a key of the day on which the tenant’s services let it expire', async () => {
    const recording = await stored();
    expect(recording.keyId).toBe(`2026-04-10/${tenantId}_2026-03-11`);
    expect((await stored(T0 + 3_600_000)).keyId).toBe(recording.keyId);
    expect([...keys.keys.keys()]).toEqual([recording.keyId]);
    await addExtendedRetention(db, tenantId, { units: 2 });
    expect((await stored()).keyId).toBe(`2026-06-09/${tenantId}_2026-03-11`);
    expect(dayKeyId(tenantId, T0, T0)).toBe(`2026-03-11/${tenantId}_2026-03-11`);
  });

  test('missing in the key store is reported', async () => {
    const { keyId } = await stored(T0 + 365 * 86_400_000);
    expect(await hasNewestKey(db, keys)).toBe(true);
    await keys.delete(keyId as KeyId);
    expect(await hasNewestKey(db, keys)).toBe(false);
  });

  test('decrypts all or a part of it; the stored object contains no MP3', async () => {
    const recording = await stored();
    expect((await read(recording)).equals(MP3)).toBe(true);
    expect((await read(recording, { start: 70_000, end: 70_005 })).equals(MP3.subarray(70_000, 70_005))).toBe(true);
    const object = objects.objects.get(recording.objectKey)!;
    expect(object.includes('frame')).toBe(false);
    expect(object.subarray(0, 4).toString()).toBe('FNTK');
  });

  test('is unique: two recordings of the same audio share no bytes, and neither key opens the other', async () => {
    const [one, other] = [await stored(), await stored()];
    const [a, b] = [one, other].map(({ objectKey }) => objects.objects.get(objectKey)!);
    expect(a!.subarray(8, 100).equals(b!.subarray(8, 100))).toBe(false);
    await expect(read({ ...one, wrappedKey: other.wrappedKey })).rejects.toMatchObject({ code: 'recording-damaged' });
    await expect(read({ ...one, objectKey: other.objectKey })).rejects.toMatchObject({ code: 'recording-damaged' });
  });
});

describe('a copy of row and object', () => {
  test('cannot be read without the key, nor with a new one of the same name', async () => {
    const recording = await stored();
    await keys.delete(recording.keyId as KeyId);
    await expect(read(recording)).rejects.toMatchObject({ code: 'recording-key-missing' });
    await keys.getOrCreate(recording.keyId as KeyId);
    await expect(read(recording)).rejects.toMatchObject({ code: 'recording-damaged' });
  });
});

test('a range beyond the end is refused before anything is read', async () => {
  const recording = await stored();
  await expect(read(recording, { start: MP3.length })).rejects.toMatchObject({ code: 'range-not-satisfiable' });
  expect(objects.opened).toEqual([]);
});

test('a recording stored before encryption was introduced is read as it is', async () => {
  const recording = { ...(await stored()), keyId: null, wrappedKey: null };
  objects.objects.set(recording.objectKey, MP3);
  expect((await read(recording)).equals(MP3)).toBe(true);
  expect((await read(recording, { start: 4, end: 9 })).toString()).toBe('frame');
});

describe('a recording stored again', () => {
  test('does not change: a new key would not decrypt the first object', async () => {
    const call = describeCall(tenantId);
    for (let times = 0; times < 2; times++) await storeMp3({ db, objects, keys, clock }, call, MP3);
    expect((await read(readable(await rowOf(call.recordingId)))).equals(MP3)).toBe(true);
  });

  test('waits for the transaction of the first, which may be of a killed process', async () => {
    const call = describeCall(tenantId);
    const slow = new SlowKeyStore();
    const first = storeMp3({ db, objects, keys: slow, clock }, call, MP3);
    await slow.asked;
    const before = objects.objects.get([...objects.objects.keys()][0]!);
    const second = storeMp3({ db, objects, keys: slow, clock }, call, MP3);
    await somebodyWaits();
    slow.answer();
    await Promise.all([first, second]);
    const recording = readable(await rowOf(call.recordingId));
    expect(objects.objects.get(recording.objectKey)).toBe(before);
    expect((await buffer(await openAudio({ objects, keys: slow }, recording))).equals(MP3)).toBe(true);
  });
});

describe('a key of the key store', () => {
  test('is deleted only when no recording needs it', async () => {
    const { id, keyId } = await stored();
    expect(await deleteUnusedKey(db, keys, keyId as KeyId)).toBe(false);
    await db.deleteFrom('recordings').where('id', '=', id).execute();
    expect(await deleteUnusedKey(db, keys, keyId as KeyId)).toBe(true);
    expect(keys.keys.size).toBe(0);
  });

  test('is not deleted while a recording that needs it is being stored', async () => {
    const slow = new SlowKeyStore();
    const call = describeCall(tenantId, { startedAt: T0 });
    const storing = storeMp3({ db, objects, keys: slow, clock }, call, MP3);
    await slow.asked;
    const keyId = `2026-04-10/${tenantId}_2026-03-11` as KeyId;
    const deleting = deleteUnusedKey(db, slow, keyId);
    await somebodyWaits();
    slow.answer();
    await storing;
    expect(await deleting).toBe(false);
    expect(await slow.get(keyId)).not.toBeNull();
  });

  test('is replaced by another without encrypting the recording again', async () => {
    const recording = await stored();
    const { id: recordingId, keyId, wrappedKey } = recording;
    const object = objects.objects.get(recording.objectKey);
    const from = { keyId: keyId!, wrappedKey: wrappedKey! };
    const wrapped = await db
      .transaction()
      .execute((transaction) => rewrap(transaction, keys, { recordingId, from, to: holdKeyId(recordingId) }));
    expect(wrapped.keyId).toBe(`hold/${recordingId}`);
    await keys.delete(keyId as KeyId);
    expect((await read({ ...recording, ...wrapped })).equals(MP3)).toBe(true);
    expect(objects.objects.get(recording.objectKey)).toBe(object);
    await expect(read(recording)).rejects.toMatchObject({ code: 'recording-key-missing' });
  });
});

/** Makes a key only when the test allows it, so that the caller holds its locks until then. */
class SlowKeyStore extends MemoryKeyStore {
  answer!: () => void;
  #noteAsked!: () => void;
  readonly asked = new Promise<void>((resolve) => (this.#noteAsked = resolve));
  readonly #answered = new Promise<void>((resolve) => (this.answer = resolve));

  override async getOrCreate(id: KeyId): Promise<Buffer> {
    this.#noteAsked();
    await this.#answered;
    return super.getOrCreate(id);
  }
}

/** Resolves when a transaction waits for an advisory lock. */
function somebodyWaits(): Promise<void> {
  return until('a transaction waits', async () => {
    const { rows } = await sql<{ waiting: number }>`
      SELECT count(*)::int AS waiting FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
      WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted`.execute(db);
    return rows[0]!.waiting === 1;
  });
}
