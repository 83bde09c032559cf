import { readdirSync } from 'node:fs';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { forgetRecorder, listRecorders, OwnLease, requestTakeover } from '../../src/archive/index.ts';
import { newId, type RecorderId } from '../../src/base/ids.ts';
import { EncodingError } from '../../src/encoding/index.ts';
import { readObjectKey } from '../../src/platform/object-store.ts';
import { insertTenant } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import {
  type Machines,
  mirrored,
  ownArchive,
  recorded,
  recorderTakeovers,
  SECONDS,
  T0,
} from '../kit/recorder-takeovers.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { appendPackets } from '../kit/mirrored-spool.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { callDescription } from '../kit/spooled-call.ts';
import { until } from '../kit/until.ts';

const { db } = testDatabase();
const { heard, machines, lostRecorder, taker, expire, leaseOf, taken, takenOver, recordingsOf, seconds, ended } =
  recorderTakeovers(db);

test('50 calls of a lost machine, 20 of them ended: all are there, without their last second at most, and nothing is left', async () => {
  const both = machines();
  const tenantId = await insertTenant(db);
  const lost = await lostRecorder(both);
  const calls = Array.from({ length: 50 }, () => lost.open(callDescription({ tenantId, startedAt: T0 })));
  await seconds(lost, calls, 0, 5);
  for (const call of calls.slice(30)) void ended(lost, call, T0 + 5000);
  await lost.second();
  await lost.caughtUp();
  for (const { call } of calls.slice(0, 30)) appendPackets(call, [T0 + 5500]);
  const { takeovers, folder } = await takenOver(both, lost);
  await takeovers.stop();

  const stored = await recordingsOf(tenantId);
  expect(stored.map(({ id }) => id).sort()).toEqual(calls.map(({ description }) => description.recordingId).sort());
  expect(stored.filter(({ flags }) => flags.includes('cut'))).toHaveLength(30);
  for (const { id } of stored) expect(heard.get(id)).toHaveLength(5 * 4);
  expect(mirrored(both)).toEqual([]);
  expect(recorded(both)).toHaveLength(50);
  expect(readdirSync(folder)).toEqual([]);
  const left = db.selectFrom('recorders').select('id').where('id', '=', lost.spool.recorderId);
  expect(await left.execute()).toEqual([]);
});

test('a recorder that is not settled takes over by command only, and one of two does', async () => {
  const both = machines();
  const tenantId = await insertTenant(db);
  const lost = await lostRecorder(both);
  await seconds(lost, [lost.open(callDescription({ tenantId, startedAt: T0 }))], 0, 1);
  await lost.caughtUp();
  await lost.lose();
  const takers = [taker(both, false), taker(both, false)];
  await requestTakeover(db, lost.spool.recorderId);
  await until('one takes it over', async () => {
    both.fixture.clock.advance(5000);
    return (await leaseOf(lost.spool.recorderId)).ended_at !== null;
  });
  expect(takers).toHaveLength(2);
  expect(await leaseOf(lost.spool.recorderId)).toMatchObject({ fence: 3 });
  expect(await recordingsOf(tenantId)).toHaveLength(1);
  await expect(requestTakeover(db, lost.spool.recorderId)).rejects.toMatchObject({ code: 'not-found' });
});

test('a recorder that was frozen itself, or waited for the database, gives the others time again', async () => {
  const clock = new ManualClock();
  const lease = new OwnLease({
    db,
    clock,
    log: quietLog,
    recorderId: newId<RecorderId>(T0),
    seconds: SECONDS,
    onLease: () => {},
  });
  onTestFinished(() => lease.stop());
  await until('it is settled', () => {
    clock.advance(10_000);
    return lease.isSettled;
  });
  clock.advance(20 * 60_000);
  expect(lease.isSettled).toBe(false);
  await lease.stop();
  expect(lease.isSettled).toBe(false);
});

test('a call that cannot be archived keeps the mirror, and keeps no other lost recorder waiting', async () => {
  const both = machines();
  const tenantId = await insertTenant(db);
  const [one, other] = [await lostRecorder(both), await lostRecorder(both)];
  const bad = one.open(callDescription({ tenantId, startedAt: T0 }));
  await seconds(one, [bad], 0, 1);
  await seconds(other, [other.open(callDescription({ tenantId, startedAt: T0 }))], 0, 1);
  for (const lost of [one, other]) await lost.caughtUp();
  for (const lost of [one, other]) await lost.lose();
  let isBad = true;
  const encode: Machines['encode'] = (call) =>
    isBad && call.recordingId === bad.description.recordingId
      ? Promise.reject(new EncodingError('call', 'always the same'))
      : both.encode(call);
  await expire(one.spool.recorderId);
  const { takeovers } = taker({ ...both, encode });
  const pass = async (what: string, condition: () => boolean | Promise<boolean>) =>
    until(what, () => {
      both.fixture.clock.advance(5000);
      return condition();
    });
  await pass('it is stuck', () => takeovers.stuck.length === 1);
  await expire(other.spool.recorderId);
  await pass('the other one is taken over', async () => (await leaseOf(other.spool.recorderId)).ended_at !== null);
  expect(mirrored(both)).not.toEqual([]);
  expect(await recordingsOf(tenantId)).toHaveLength(1);
  isBad = false;
  takeovers.retry(bad.description.recordingId);
  await pass('it is taken over', async () => (await leaseOf(one.spool.recorderId)).ended_at !== null);
  expect(mirrored(both)).toEqual([]);
  expect(await recordingsOf(tenantId)).toHaveLength(2);
});

test('what the lost recorder has archived is not stored twice, and what was destroyed does not come back', async () => {
  const both = machines();
  const tenantId = await insertTenant(db);
  const lost = await lostRecorder(both);
  const [archived, destroyed, going] = [0, 1, 2].map(() => lost.open(callDescription({ tenantId, startedAt: T0 })));
  await seconds(lost, [archived!, destroyed!, going!], 0, 3);
  const archive = ownArchive(both);
  archive.add(await ended(lost, archived!, T0 + 3000));
  await archive.idle();
  await db
    .insertInto('destruction_log')
    .values({
      seq: 1,
      at: new Date(T0),
      tenant_id: tenantId,
      recording_id: destroyed!.description.recordingId,
      started_at: new Date(T0),
      sha256: Buffer.alloc(32),
      reason: 'on-request',
      previous_hash: Buffer.alloc(32),
      hash: Buffer.alloc(32),
      signature: Buffer.alloc(64),
    })
    .execute();
  await lost.caughtUp();
  await takenOver(both, lost);
  const ids = (await recordingsOf(tenantId)).map(({ id }) => id).sort();
  expect(ids).toEqual([archived!, going!].map(({ description }) => description.recordingId).sort());
  expect(recorded(both)).toHaveLength(2);
});

test('a recorder that comes back after its call was taken over stores only what is missing, as a second recording of the call', async () => {
  const both = machines();
  const tenantId = await insertTenant(db);
  const lost = await lostRecorder(both);
  const call = lost.open(callDescription({ tenantId, startedAt: T0 }));
  const other = lost.open(callDescription({ tenantId, startedAt: T0 + 1 }));
  await seconds(lost, [call, other], 0, 5);
  await lost.caughtUp();
  await expire(lost.spool.recorderId);
  const first = taker(both);
  await taken(lost.spool.recorderId);
  await first.takeovers.stop();

  const { recorderId } = lost.spool;
  const back = new OwnLease({
    db,
    clock: new ManualClock(),
    log: quietLog,
    recorderId,
    seconds: SECONDS,
    onLease: ({ fence }) => lost.mirror.useLease(recorderId, fence),
  });
  await back.stop();
  expect(await leaseOf(recorderId)).toMatchObject({ owner: recorderId, fence: 3, ended_at: null });
  const archive = ownArchive(both);
  archive.add(await ended(lost, other, T0 + 5000));
  await seconds(lost, [call], 5, 5);
  const whole = await ended(lost, call, T0 + 10_000);
  archive.add(whole);
  archive.add({ ...whole });
  await archive.idle();

  const stored = await recordingsOf(tenantId);
  expect(stored).toHaveLength(3);
  const ofCall = stored.filter(({ id }) => id !== other.description.recordingId);
  const callIds = new Set(ofCall.map(({ call_id }) => call_id));
  expect(callIds.size).toBe(1);
  expect(ofCall.every(({ flags }) => flags.includes('cut'))).toBe(true);
  const times = ofCall.map(({ id }) => heard.get(id)!).sort((a, b) => a[0]! - b[0]!);
  expect(times.map((part) => part.length)).toEqual([20, 20]);
  expect(new Set(times.flat()).size).toBe(40);
  // All that it has is mirrored again, under its new lease.
  await lost.caughtUp();
  expect(mirrored(both).every((key) => key.startsWith(`spool/${recorderId}/3/`))).toBe(true);
});

test('one that comes back before its call is stored makes it whole: the other one cannot store it any more', async () => {
  const both = machines();
  const tenantId = await insertTenant(db);
  const lost = await lostRecorder(both);
  const call = lost.open(callDescription({ tenantId, startedAt: T0 }));
  await seconds(lost, [call], 0, 5);
  await lost.caughtUp();
  const { recorderId } = lost.spool;
  await expire(recorderId);
  const encoding = Promise.withResolvers<void>();
  const encoded = Promise.withResolvers<void>();
  const slow: Machines = {
    ...both,
    encode: async (spooled) => {
      const result = await both.encode(spooled);
      encoding.resolve();
      await encoded.promise;
      return result;
    },
  };
  const { takeovers, folder } = taker(slow);
  await encoding.promise;
  const back = new OwnLease({
    db,
    clock: new ManualClock(),
    log: quietLog,
    recorderId,
    seconds: SECONDS,
    onLease: () => {},
  });
  await back.stop();
  encoded.resolve();
  await until('the other one has noticed', async () => {
    both.fixture.clock.advance(10_000);
    return readdirSync(folder).length === 0;
  });
  await takeovers.stop();
  expect(await recordingsOf(tenantId)).toEqual([]);
  expect(recorded(both)).toEqual([]);
  const archive = ownArchive(both);
  await seconds(lost, [call], 5, 5);
  archive.add(await ended(lost, call, T0 + 10_000));
  await archive.idle();
  const [stored, ...others] = await recordingsOf(tenantId);
  expect(others).toEqual([]);
  expect(heard.get(stored!.id)).toHaveLength(40);
  expect(stored!.flags).not.toContain('cut');
});

test('both store the same recording at the same time: one row, whose key opens its object, and no other object', async () => {
  const both = machines();
  const tenantId = await insertTenant(db);
  const lost = await lostRecorder(both);
  const call = lost.open(callDescription({ tenantId, startedAt: T0 }));
  await seconds(lost, [call], 0, 5);
  const whole = await ended(lost, call, T0 + 5000);
  await lost.caughtUp();
  // Both have put their objects before either writes its row.
  let puts = 0;
  const bothPut = Promise.withResolvers<void>();
  const put = both.objects.put.bind(both.objects);
  both.objects.put = async (key, content) => {
    await put(key, content);
    if (!key.startsWith('spool/') && ++puts === 2) bothPut.resolve();
    if (!key.startsWith('spool/')) await bothPut.promise;
  };
  const frozen = ownArchive(both);
  frozen.add(whole);
  await expire(lost.spool.recorderId);
  taker(both);
  await Promise.all([frozen.idle(), taken(lost.spool.recorderId)]);
  const rows = await db.selectFrom('recordings').selectAll().where('tenant_id', '=', tenantId).execute();
  expect(rows).toHaveLength(1);
  expect(recorded(both)).toEqual([rows[0]!.object_key]);
  const chunks = await (await both.fixture.read(rows[0]!)).toArray();
  expect(Buffer.concat(chunks as Buffer[]).toString()).toBe(`MP3 of ${call.description.recordingId}`);
});

test('what a frozen recorder puts after it was taken over is deleted within the hour', async () => {
  const both = machines();
  const lost = await lostRecorder(both);
  const { recorderId } = lost.spool;
  const { takeovers } = await takenOver(both, lost);
  const late = readObjectKey(`spool/${recorderId}/1/segments/00000001-000-000000.spool/000000000000`);
  await both.objects.put(late.ok ? late.value : (null as never), Buffer.from('late'));
  both.fixture.clock.advance(60 * 60 * 1000);
  await until('it is deleted', () => mirrored(both).length === 0);
  await takeovers.stop();
});

test('30 days after a takeover the keys of the lost recorder are deleted: a copy of the bucket opens nothing', async () => {
  const both = machines();
  const lost = await lostRecorder(both);
  const { recorderId } = lost.spool;
  const { takeovers } = await takenOver(both, lost);
  const spoolKeys = () => [...both.keys.keys.keys()].filter((id) => id.startsWith(`spool/${recorderId}_`));
  expect(spoolKeys()).toHaveLength(1);
  const old = { ended_at: sql<Date>`now() - interval '31 days'` };
  await db.updateTable('recorder_leases').set(old).where('recorder_id', '=', recorderId).execute();
  both.fixture.clock.advance(60 * 60 * 1000);
  await until('they are deleted', () => spoolKeys().length === 0);
  await takeovers.stop();
  expect((await listRecorders(db)).some((recorder) => recorder.recorderId === recorderId)).toBe(false);
});

test('the calls of a recorder that the operator forgets are deleted from its mirror, not archived', async () => {
  const both = machines();
  const tenantId = await insertTenant(db);
  const lost = await lostRecorder(both);
  const { recorderId } = lost.spool;
  await seconds(lost, [lost.open(callDescription({ tenantId, startedAt: T0 }))], 0, 1);
  await lost.caughtUp();
  await lost.lose();
  const state = async () => (await listRecorders(db)).find((recorder) => recorder.recorderId === recorderId)!.state;
  expect(await state()).toBe('working');
  await expire(recorderId);
  expect(await state()).toBe('lost');
  await db.transaction().execute((transaction) => forgetRecorder(transaction, recorderId, T0 + 3_600_000));
  expect(await state()).toBe('to-be-taken-over');
  taker(both, false);
  await taken(recorderId);
  expect(await state()).toBe('taken-over');
  expect(await recordingsOf(tenantId)).toEqual([]);
  expect(mirrored(both)).toEqual([]);
});
