import { beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import {
  encodedAudio,
  insertRefusedSources,
  REFUSED_CALL,
  REFUSED_SOURCES,
  REFUSED_TENANT,
  RefusedUploadsBench,
} from '../../../test/kit/refused-uploads-bench.ts';
import { newId } from '../../base/ids.ts';
import { EncodingError } from '../../encoding/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import type { DirectorySource } from '../../tenants/index.ts';
import { findRefused, listRefused, type RefusedUpload } from './refused-rows.ts';

const { db } = testDatabase();
const clock = new ManualClock('2026-03-10T10:00:00Z');
const [source, other, ...further] = REFUSED_SOURCES as [DirectorySource, DirectorySource, ...DirectorySource[]];
const tenantId = REFUSED_TENANT;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

beforeAll(() => insertRefusedSources(db));

const benchWith = (settings: ConstructorParameters<typeof RefusedUploadsBench>[2] = {}) =>
  new RefusedUploadsBench(db, clock, settings);
const listed = (from = source): Promise<RefusedUpload[]> => listRefused(db, { now: clock.now(), sourceId: from.id });
const incomplete = () => Promise.reject(new Error('the body ends'));
const forget = () => db.deleteFrom('refused_uploads').execute();

test('a refused upload is kept, encrypted, under the id in its refusal, until its day is over', async () => {
  const bench = benchWith();
  const refusal = await bench.refusal('<html>502 Bad Gateway');
  expect(refusal).toMatchObject({ code: 'audio-unreadable', message: 'no-sound' });
  const id = refusal.refusedUploadId!;
  expect(await listed()).toEqual([
    {
      id,
      source: { id: source.id, name: 'PBX 1' },
      tenant: { id: tenantId, name: 'Piekarnia' },
      refusedAt: clock.now(),
      endsAt: clock.now() + DAY_MS,
      code: 'audio-unreadable',
      reason: 'no-sound',
      beginsAs: 'HTML',
      sizeBytes: 21,
      times: 1,
      isStored: true,
    },
  ]);
  expect(await bench.content(id)).toBe('<html>502 Bad Gateway');
  expect([...bench.objects.objects.keys()]).toEqual([`${tenantId}/refused/${id}`]);
  expect([...bench.objects.objects.values()].map((bytes) => bytes.includes('Bad Gateway'))).toEqual([false]);
  expect(bench.leftovers).toEqual([]);

  clock.advance(DAY_MS - 1);
  await bench.removeEnded();
  expect(await bench.content(id)).toBe('<html>502 Bad Gateway');
  clock.advance(1);
  expect([await findRefused(db, { id, now: clock.now() }), await listed()]).toEqual([null, []]);
  expect(bench.objects.objects.size).toBe(1);
  await bench.removeEnded();
  expect([bench.objects.objects.size, bench.keys.keys.size]).toEqual([0, 0]);
  expect(await db.selectFrom('refused_uploads').select('id').execute()).toEqual([]);
});

test('the same file of the same call takes room once, however often it is sent', async () => {
  const bench = benchWith();
  const first = await bench.refusal('broken', { externalId: 'again' });
  expect(await bench.refusal('broken', { externalId: 'again' })).toEqual(first);
  expect((await bench.refusal('mended', { externalId: 'again' })).refusedUploadId).not.toBe(first.refusedUploadId);
  await forget();
  await bench.refusal('broken');
  await bench.refusal('broken');
  await bench.refusal('broken', { startedAt: REFUSED_CALL.startedAt - 1000 });
  expect(new Set((await listed()).map(({ times }) => times))).toEqual(new Set([1, 2]));
  expect(bench.objects.objects.size).toBe(4);
  expect(await bench.count('fonoteka_refused_uploads_total', 'repeated')).toBe(2);
  await forget();
});

test('a source that sends too many or too much loses its oldest; other sources lose nothing', async () => {
  const bench = benchWith({ maxBytes: 400 });
  const theirs = await bench.refusal('x'.repeat(90), { from: other });
  const ids: string[] = [];
  for (const content of ['a', 'b', 'c']) {
    ids.push((await bench.refusal(content.repeat(50))).refusedUploadId!);
  }
  expect((await listed()).map(({ id }) => id)).toEqual([ids[2], ids[1]]);
  expect((await listed(other)).map(({ id }) => id)).toEqual([theirs.refusedUploadId]);
  expect(bench.objects.objects.size).toBe(3);
  expect(await bench.count('fonoteka_refused_uploads_displaced_total')).toBe(1);

  const large = await bench.refusal('d'.repeat(101));
  expect(large).toMatchObject({ code: 'audio-unreadable', refusedUploadId: expect.any(String) });
  expect((await listed())[0]).toMatchObject({ id: large.refusedUploadId, sizeBytes: 101, isStored: false });
  expect(await bench.count('fonoteka_refused_uploads_total', 'not-kept')).toBe(1);

  await db.insertInto('refused_uploads').values(manyRows(120)).execute();
  clock.advance(2);
  await bench.refusal('newest');
  expect(await listed()).toHaveLength(100);
  await forget();
});

test('of all together too much: the oldest of the source with the most goes, not the oldest of all', async () => {
  const bench = benchWith({ maxBytes: 400 });
  await bench.refusal('x'.repeat(90), { from: other });
  const oldest = await bench.refusal('a'.repeat(40));
  const newest = await bench.refusal('b'.repeat(40));
  for (const from of further) await bench.refusal('x'.repeat(90), { from });
  const left = await listRefused(db, { now: clock.now() });
  expect(left.map(({ id }) => id)).not.toContain(oldest.refusedUploadId);
  expect(left.map(({ id }) => id)).toContain(newest.refusedUploadId);
  expect(new Set(left.map((each) => each.source.id)).size).toBe(5);
  await forget();
});

/** Small ones of one source. */
function manyRows(count: number) {
  return Array.from({ length: count }, (_, at) => ({
    id: newId<RefusedUpload['id']>(clock.now()),
    tenant_id: tenantId,
    source_id: source.id,
    recording_id: newId<never>(at),
    caller: null,
    callee: null,
    started_at: new Date(clock.now()),
    call: '{}',
    code: 'audio-unreadable',
    reason: 'no-sound',
    begins_as: 'text',
    size_bytes: 1,
    stored_bytes: 0,
    times: 1,
    refused_at: new Date(clock.now() + 1),
    ends_at: new Date(clock.now() + DAY_MS),
  }));
}

test('what ends cannot be removed: nothing is added, so that the disk does not fill', async () => {
  const bench = benchWith({ maxBytes: 400 });
  await bench.refusal('a'.repeat(90));
  bench.objects.delete = () => Promise.reject(new Error('EIO'));
  const second = await bench.refusal('b'.repeat(90));
  expect(second).toMatchObject({ code: 'audio-unreadable', refusedUploadId: expect.any(String) });
  expect(bench.objects.objects.size).toBe(1);
  expect(await bench.count('fonoteka_refused_uploads_total', 'failed')).toBe(1);
  await forget();
});

test('the answer is the same when the store or the database fails', async () => {
  const failing = benchWith();
  failing.objects.put = () => Promise.reject(new Error('EIO'));
  const refusal = await failing.refusal('broken');
  expect(refusal).toMatchObject({ code: 'audio-unreadable', message: 'no-sound' });
  expect(await listed()).toMatchObject([{ id: refusal.refusedUploadId, isStored: false }]);
  expect([failing.leftovers, failing.keys.keys.size]).toEqual([[], 0]);
  await forget();

  const away = { transaction: () => ({ execute: () => Promise.reject(new Error('the database is away')) }) };
  const without = benchWith({ keeping: away as unknown as Database });
  expect(await without.refusal('broken')).toMatchObject({ code: 'audio-unreadable', refusedUploadId: null });
  expect(await without.count('fonoteka_refused_uploads_total', 'failed')).toBe(1);
  expect(without.leftovers).toEqual([]);
});

test('what could not be stored is stored when it is sent again', async () => {
  const bench = benchWith();
  const put = bench.objects.put.bind(bench.objects);
  bench.objects.put = () => Promise.reject(new Error('EIO'));
  const first = await bench.refusal('broken');
  bench.objects.put = put;
  expect(await bench.refusal('broken')).toEqual(first);
  expect(await bench.content(first.refusedUploadId!)).toBe('broken');
  expect(await listed()).toMatchObject([{ times: 2, isStored: true }]);
  await forget();
});

test('a store that hangs takes no places of other uploads', async () => {
  const bench = benchWith();
  const put = bench.objects.put.bind(bench.objects);
  const hanging = Promise.withResolvers<void>();
  const called = Promise.withResolvers<void>();
  let calls = 0;
  bench.objects.put = async (key, file) => {
    if (!key.includes('/refused/')) return put(key, file);
    calls += 1;
    if (calls === 6) called.resolve();
    await hanging.promise;
    return put(key, file);
  };
  const refusals = Array.from({ length: 6 }, (_, at) => bench.refusal(`broken ${at}`));
  await called.promise;
  bench.encodeFile = encodedAudio;
  expect(await bench.refusal('sound', { externalId: 'sound' })).toMatchObject({ isNew: true });
  hanging.resolve();
  expect((await Promise.all(refusals)).map(({ code }) => code)).toEqual(Array(6).fill('audio-unreadable'));
  await forget();
});

test('a store that hangs does not hold up the answer', async () => {
  const bench = benchWith();
  const put = bench.objects.put.bind(bench.objects);
  const hanging = Promise.withResolvers<void>();
  const called = Promise.withResolvers<void>();
  bench.objects.put = async (key, file) => {
    called.resolve();
    await hanging.promise;
    await put(key, file);
  };
  const refused = bench.refusal('broken');
  await called.promise;
  clock.advance(10_000);
  const { code, refusedUploadId } = await refused;
  expect(code).toBe('audio-unreadable');
  expect(await listed()).toMatchObject([{ id: refusedUploadId, isStored: false }]);
  // Its day is over while it is still being stored: it is not left without a row.
  await db
    .updateTable('refused_uploads')
    .set({ ends_at: new Date(clock.now()) })
    .execute();
  await bench.removeEnded();
  expect(await db.selectFrom('refused_uploads').select('id').execute()).toHaveLength(1);
  hanging.resolve();
  await expect.poll(() => bench.count('fonoteka_refused_uploads_total', 'kept')).toBe(1);
  expect([bench.objects.objects.size, bench.keys.keys.size]).toEqual([0, 0]);
  await bench.removeEnded();
  expect(await db.selectFrom('refused_uploads').select('id').execute()).toEqual([]);
});

test('a process killed while it stored one: the object, the key and the row go with the day', async () => {
  const bench = benchWith();
  const { refusedUploadId } = await bench.refusal('broken');
  await db
    .updateTable('refused_uploads')
    .set({ wrapped_key: null, storing_until: new Date(clock.now() + HOUR_MS) })
    .execute();
  expect(await listed()).toMatchObject([{ id: refusedUploadId, isStored: false }]);
  clock.advance(DAY_MS);
  await bench.removeEnded();
  expect([bench.objects.objects.size, bench.keys.keys.size, await listed()]).toEqual([0, 0, []]);
});

test('of a tenant that leaves: not readable from that instant, removed when it has left', async () => {
  const bench = benchWith();
  await bench.refusal('broken');
  const leavesAt = new Date(clock.now() + 1);
  await db
    .updateTable('tenants')
    .set({ leaves_at: leavesAt, leave_ordered_at: leavesAt })
    .where('id', '=', tenantId)
    .execute();
  expect(await listed()).toHaveLength(1);
  clock.advance(1);
  expect(await listed()).toEqual([]);
  await db.updateTable('tenants').set({ left_at: leavesAt }).where('id', '=', tenantId).execute();
  await bench.removeEnded();
  expect([bench.objects.objects.size, bench.keys.keys.size]).toEqual([0, 0]);
  const staying = { leaves_at: null, leave_ordered_at: null, left_at: null };
  await db.updateTable('tenants').set(staying).where('id', '=', tenantId).execute();
});

test('one that cannot be removed stops no other, and fails the run', async () => {
  const bench = benchWith();
  const { refusedUploadId: bad } = await bench.refusal('bad', { externalId: 'bad' });
  await bench.refusal('good', { externalId: 'good' });
  clock.advance(DAY_MS);
  const remove = bench.objects.delete.bind(bench.objects);
  bench.objects.delete = async (key) => {
    if (key.endsWith(bad!)) throw new Error('EIO');
    await remove(key);
  };
  await expect(bench.removeEnded()).rejects.toThrow('EIO');
  expect([...bench.objects.objects.keys()]).toEqual([`${tenantId}/refused/${bad}`]);
  bench.objects.delete = remove;
  await bench.removeEnded();
  expect(bench.objects.objects.size).toBe(0);
});

test('nothing is kept of a call that must not be recorded, of an incomplete upload, or while the encoder is away', async () => {
  const forbidden = benchWith({ tenant: { recordingEnabled: false } });
  expect(await forbidden.refusal('voice', { externalId: 'off' })).toMatchObject({ code: 'recording-off' });
  const closing = benchWith();
  closing.encodeFile = () => Promise.reject(new EncodingError('system', 'closed'));
  expect(await closing.refusal('voice')).toMatchObject({ code: 'not-ready' });
  const truncated = benchWith();
  await expect(truncated.uploads.accept({ source, call: REFUSED_CALL, audio: incomplete })).rejects.toThrow(
    'the body ends',
  );
  const off = benchWith({ maxBytes: 0 });
  expect(await off.refusal('broken')).toMatchObject({ code: 'audio-unreadable', refusedUploadId: null });
  expect(await listed()).toEqual([]);
});

test('a file at which the encoder itself fails is kept, too', async () => {
  const bench = benchWith();
  bench.encodeFile = () => Promise.reject(new EncodingError('call', 'the encoder thread died'));
  const { code, refusedUploadId } = await bench.refusal('deadly');
  expect(code).toBe('internal-error');
  expect(await bench.content(refusedUploadId!)).toBe('deadly');
  await forget();
});
