import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { addSource, addTenant } from '../../src/tenants/index.ts';
import { placeTestCall } from '../../src/test-caller/index.ts';
import { startServer } from '../kit/postgres-server.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { ServiceProcess } from '../kit/service-process.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';

const CALLS = 12;

async function waitingCalls(http: string): Promise<number> {
  const metrics = await (await fetch(`${http}/metrics`)).text();
  return Number(/^fonoteka_unsaved_calls (\d+)/m.exec(metrics)?.[1]);
}

/** The recording of the tenant is off: each call is refused, and the history says why. */
async function refusedCall(service: ServiceProcess, caller: string): Promise<void> {
  const [host, port] = service.ready.sip!.replace('sip:', '').split(':') as [string, string];
  const sip = { host, port: Number(port), transport: 'udp' } as const;
  const call = { caller, callee: '221234567', durationMs: 100, clock: systemClock };
  expect(await placeTestCall({ sip, ...call })).toMatchObject({ status: 403 });
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
  expect(await waitingCalls(first.ready.http!)).toBe(CALLS - 1);
  await first.kill();

  await postgres.resume();
  const second = await ServiceProcess.start(data, settings);
  onTestFinished(() => second.stop());
  await until('all are saved', async () => (await rows()).length === CALLS);
  expect(await rows()).toEqual(callers.map((caller) => ({ caller, no_recording_reason: 'recording-off' })));
  expect(await waitingCalls(second.ready.http!)).toBe(0);
  expect(readdirSync(join(data, 'spool', 'unsaved'))).toEqual([]);
});
