import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ArchiveQueue, exchangeStuckCalls, listStuckCalls, requestRetry } from '../../src/archive/index.ts';
import { AuditLog } from '../../src/audit/index.ts';
import { type CallId, newId, type RecorderId, type RecordingId, type TenantId } from '../../src/base/ids.ts';
import { reportUnarchivedCalls, unarchivedSince } from '../../src/calls/index.ts';
import { startService } from '../../src/compose/index.ts';
import { type Config, loadConfig } from '../../src/config/index.ts';
import { EncodingError } from '../../src/encoding/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { insertTenant } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryKeyStore } from '../kit/memory-key-store.ts';
import { MemoryObjectStore } from '../kit/memory-object-store.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { callDescription, spoolCall } from '../kit/spooled-call.ts';
import { rtpStream, tone } from '../kit/synthetic-rtp.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';

const { db, url } = testDatabase();
const T0 = Date.parse('2026-03-10T10:00:00Z');
const RECORDER = newId<RecorderId>(T0);

function queue(clock: ManualClock, encode: () => Promise<never>): ArchiveQueue {
  const archive = new ArchiveQueue({
    encoding: { encode },
    objects: new MemoryObjectStore(),
    keys: new MemoryKeyStore(),
    db,
    releaseSpool: async () => {},
    keepDamaged: () => {},
    clock,
    log: quietLog,
    metrics: createMetrics(),
  });
  onTestFinished(() => archive.close());
  return archive;
}

test('a call that fails because of the disk is never set aside, however often; it is shown as stuck and tried again', async () => {
  const clock = new ManualClock(T0);
  let attempts = 0;
  const archive = queue(clock, async () => {
    attempts += 1;
    throw new EncodingError('system', 'the disk is full', 'ENOSPC');
  });
  const tenantId = await insertTenant(db);
  const call = await spoolCall(temporaryFolder(), { description: callDescription({ tenantId }), packets: [] });
  archive.add(call);
  for (let failures = 1; failures <= 12; failures++) {
    await until('an attempt has failed', () => attempts === failures && clock.pending > 0);
    expect(archive.stuck).toHaveLength(failures < 12 ? 0 : 1);
    if (failures < 12) clock.advance(30_000);
  }
  await exchangeStuckCalls(db, RECORDER, archive);
  const [listed] = await listStuckCalls(db);
  expect(listed).toMatchObject({ recordingId: call.recordingId, tenantId, state: 'retrying', failures: 12 });
  expect(listed!.error).toContain('the disk is full');

  await requestRetry(db, [call.recordingId], T0);
  await exchangeStuckCalls(db, RECORDER, archive);
  await until('it is tried again, without waiting for its time', () => attempts === 13);
  await expect(requestRetry(db, [newId<RecordingId>(T0)], T0)).rejects.toMatchObject({ code: 'not-found' });
  await exchangeStuckCalls(db, RECORDER, { stuck: [], retry: () => {} });
  expect(await listStuckCalls(db)).toEqual([]);
});

test('a call that was set aside is listed and tried again by commands, while the service runs', async () => {
  const data = temporaryFolder();
  const run = async (...words: string[]): Promise<unknown> => {
    const environment = { FONOTEKA_DATA: data, FONOTEKA_DATABASE_URL: url };
    const { exitCode, stdout, stderr } = await runInProcess(environment, 'calls', ...words, '--json');
    return exitCode === 0 ? JSON.parse(stdout) : stderr;
  };
  const folder = join(data, 'spool', 'segments');
  mkdirSync(folder, { recursive: true });
  const description = callDescription({ tenantId: newId<TenantId>(T0), startedAt: T0 });
  const left = await spoolCall(folder, { packets: rtpStream(tone(440, 1000), { startAt: T0 }), description });
  renameSync(left.extents[0]!.file, join(folder, '00000001-000-000000.spool'));

  const ports = { httpPort: 0, sipPort: 0, ftpPort: 0, sftpPort: 0 };
  const config: Config = { ...loadConfig({}), data, databaseUrl: url, roles: ['recorder'], ...ports };
  const service = await startService({ config, clock: systemClock, log: quietLog });
  onTestFinished(() => service.stop());

  await until('the call of an unknown tenant is set aside', async () => (await listStuckCalls(db)).length === 1);
  expect(await run('stuck')).toMatchObject({
    calls: [{ recordingId: left.recordingId, state: 'set-aside', failures: 3, startedAt: '2026-03-10T10:00:00.000Z' }],
  });
  await db.insertInto('tenants').values({ id: description.tenantId, name: 'Restored' }).execute();
  expect(await run('retry', left.recordingId)).toMatchObject({ requested: [{ recordingId: left.recordingId }] });
  const recordings = () => db.selectFrom('recordings').select('id').execute();
  await until('it is archived', async () => (await recordings()).length === 1);
  expect(await recordings()).toEqual([{ id: left.recordingId }]);
  await until('its recorder reports that', async () => (await listStuckCalls(db)).length === 0);
  expect(await run('stuck')).toEqual({ calls: [] });
  expect(await run('retry', left.recordingId)).toContain('not-found');
});

const run = (...words: string[]) =>
  runInProcess({ FONOTEKA_DATA: temporaryFolder(), FONOTEKA_DATABASE_URL: url }, 'calls', ...words);

test('a recorder that is gone for good is forgotten by command, a running one is not', async () => {
  const tenantId = await insertTenant(db);
  const recordingId = newId<RecordingId>(T0);
  const times = { since: T0, startedAt: T0, endedAt: T0 };
  const stuck = {
    callId: newId<CallId>(T0),
    recordingId,
    tenantId,
    state: 'retrying',
    failures: 9,
    error: 'EIO',
    spool: { files: [], bytes: 1 },
  } as const;
  const report = (now: number) =>
    reportUnarchivedCalls(db, { recorderId: RECORDER, unarchivedSince: new Map([[tenantId, T0]]), now });
  await exchangeStuckCalls(db, RECORDER, { stuck: [{ ...stuck, ...times }], retry: () => {} });
  const forget = () => run('forget', '--recorder', RECORDER, '--json');
  await report(systemClock.now());
  expect((await run('stuck')).stdout).toContain(`on recorder ${RECORDER}, last seen 20`);
  expect((await forget()).stdout).toContain('recorder-running');
  expect(await listStuckCalls(db)).toHaveLength(1);

  await report(T0);
  expect(JSON.parse((await forget()).stdout)).toEqual({ forgotten: [{ recordingId, tenantId }] });
  expect(await listStuckCalls(db)).toEqual([]);
  expect((await unarchivedSince(db, T0))(tenantId)).toBeNull();
  const events = await new AuditLog(db, systemClock).list(tenantId);
  expect(events).toMatchObject([{ action: 'call-given-up', subject: recordingId }]);
  expect((await forget()).stdout).toContain('not-found');
});
