import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { addSource, addTenant, setCallRecording } from '../../src/tenants/index.ts';
import { placeTestCall, tone } from '../../src/test-caller/index.ts';
import { startServer } from '../kit/postgres-server.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { sampled } from '../kit/sampled.ts';
import { ServiceProcess } from '../kit/service-process.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';

const CALLS = 12;

function placeCall(service: ServiceProcess, caller: string, callee: string, durationMs: number) {
  const [host, port] = service.ready.sip!.replace('sip:', '').split(':') as [string, string];
  const sip = { host, port: Number(port), transport: 'udp' } as const;
  return placeTestCall({ sip, caller, callee, durationMs, callerAudio: tone(440), clock: systemClock });
}

/** The recording of the tenant is off: each call is refused, and the history says why. */
async function refusedCall(service: ServiceProcess, caller: string): Promise<void> {
  expect(await placeCall(service, caller, '221234567', 100)).toMatchObject({ status: 403 });
}

test('calls refused while the database is away, by a recorder that is killed then, are in the history with their reason', async () => {
  const postgres = await startServer();
  onTestFinished(() => postgres.stop());
  const data = join(temporaryFolder(), 'data');
  mkdirSync(data);
  const settings = { FONOTEKA_DATABASE_URL: postgres.url, FONOTEKA_ROLES: 'recorder,web' };
  const first = await ServiceProcess.start(data, settings);
  onTestFinished(() => first.kill());
  const db = connect(postgres.url, quietLog);
  onTestFinished(() => db.destroy());
  await addTenant(db, { name: 'Firma', plan: 'Biznes', numbers: ['221234567'] }, Date.now());
  await addSource(db, { name: 'PBX', addresses: ['127.0.0.1'] }, Date.now());
  const rows = () => db.selectFrom('calls').select(['caller', 'no_recording_reason']).orderBy('started_at').execute();

  const callers = Array.from({ length: CALLS }, (_, n) => `+485120000${String(n).padStart(2, '0')}`);
  await refusedCall(first, callers[0]!);
  await until('the first one is saved', async () => (await rows()).length === 1);
  await postgres.pause();
  for (const caller of callers.slice(1)) await refusedCall(first, caller);
  expect(await first.metric('fonoteka_unsaved_calls')).toBe(CALLS - 1);
  await first.kill();

  await postgres.resume();
  const second = await ServiceProcess.start(data, settings);
  onTestFinished(() => second.stop());
  await until('all are saved', async () => (await rows()).length === CALLS);
  expect(await rows()).toEqual(callers.map((caller) => ({ caller, no_recording_reason: 'recording-off' })));
  expect(await second.metric('fonoteka_unsaved_calls')).toBe(0);
  expect(readdirSync(join(data, 'spool', 'unsaved'))).toEqual([]);
});

/** A call of each kind begins each second. */
const AWAY_MS = sampled(6_000, 600_000);
const RECORDED_MS = 2_500;

test('calls while the database is away are recorded or refused as before; all are there when it is back', {
  timeout: AWAY_MS + 240_000,
}, async () => {
  const postgres = await startServer();
  onTestFinished(() => postgres.stop());
  const data = join(temporaryFolder(), 'data');
  mkdirSync(data);
  const settings = { FONOTEKA_DATABASE_URL: postgres.url };
  const service = await ServiceProcess.start(data, settings);
  onTestFinished(() => service.kill());
  const db = connect(postgres.url, quietLog);
  onTestFinished(() => db.destroy());
  await addTenant(db, { name: 'Wylaczona', plan: 'Biznes', numbers: ['221234567'] }, Date.now());
  const recorded = await addTenant(db, { name: 'Nagrywana', plan: 'Biznes', numbers: ['221234568'] }, Date.now());
  await setCallRecording(db, recorded.tenantId, { enabled: true }, Date.now());
  await addSource(db, { name: 'PBX', addresses: ['127.0.0.1'] }, Date.now());
  await until(
    'the recorder knows them',
    async () => (await placeCall(service, '600000000', '221234568', 100)).status === 200,
  );

  await postgres.pause();
  const expected = new Map<string, string | null>();
  const calls: Promise<unknown>[] = [];
  const begun = performance.now();
  for (let second = 0; performance.now() - begun < AWAY_MS; second++) {
    const [kept, refused] = [`+48511${String(second).padStart(6, '0')}`, `+48512${String(second).padStart(6, '0')}`];
    expected.set(kept, null).set(refused, 'recording-off');
    calls.push(placeCall(service, kept, '221234568', RECORDED_MS), refusedCall(service, refused));
    await setTimeout(1_000);
  }
  await Promise.all(calls);
  await postgres.resume();

  const found = async () => {
    const rows = await db
      .selectFrom('calls')
      .leftJoin('recordings', 'recordings.call_id', 'calls.id')
      .select(['caller', 'no_recording_reason', 'recordings.duration_ms'])
      .where('caller', 'in', [...expected.keys()])
      .execute();
    return new Map(rows.map((row) => [row.caller!, row]));
  };
  await until('all are in the history', async () => (await found()).size === expected.size);
  for (const [caller, reason] of expected) {
    const row = (await found()).get(caller)!;
    expect([caller, row.no_recording_reason]).toEqual([caller, reason]);
    if (reason === null) expect(Math.abs(row.duration_ms! - RECORDED_MS)).toBeLessThan(500);
  }
});
