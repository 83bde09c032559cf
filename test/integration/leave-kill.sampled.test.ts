import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { openAudio } from '../../src/archive/index.ts';
import { AuditLog } from '../../src/audit/index.ts';
import { newId, type RecordingId, type TenantId } from '../../src/base/ids.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { orderLeave, runRetention, verifyDestructionLog } from '../../src/retention/index.ts';
import { addTenant } from '../../src/tenants/index.ts';
import { describeCall } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { DEFAULT_PERIODS } from '../kit/default-periods.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { audioOf, DAY_MS, readable } from '../kit/retention-fixture.ts';
import { sampled } from '../kit/sampled.ts';
import { storeMp3 } from '../kit/store-mp3.ts';

const CHILD = new URL('./leave-kill.child.ts', import.meta.url).pathname;
const ORDERED = Date.parse('2026-05-18T10:00:00Z');
const NOW = Date.parse('2026-05-20T10:00:00Z');
/** Of the first run in this test; each tenant more makes some more. */
const STEPS = 240;
/** So many kills, each in its part of the steps. */
const KILLS = sampled(4, 60);

const { db, url } = testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'fonoteka-leave-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const objects = new FolderObjectStore(join(folder, 'objects'));
const keys = new FolderKeyStore(join(folder, 'keys'));
const clock = new ManualClock(NOW);
const audit = new AuditLog(db, clock);
const parts = {
  db,
  objects,
  keys,
  audit,
  clock,
  log: quietLog,
  databaseNow: async () => NOW,
  keepUndeliveredDays: 0,
  periods: DEFAULT_PERIODS,
};

let numbers = 0;

async function tenant(): Promise<TenantId> {
  numbers += 1;
  const number = `482200000${String(numbers).padStart(2, '0')}`;
  return (await addTenant(db, { name: 'Piekarnia', plan: 'Biznes', numbers: [number], email: 'a@b.pl' }, ORDERED))
    .tenantId;
}

async function recording(tenantId: TenantId, daysOld: number): Promise<RecordingId> {
  const startedAt = NOW - daysOld * DAY_MS;
  const recordingId = newId<RecordingId>(startedAt);
  const stored = { db, objects, keys, clock: new ManualClock(startedAt) };
  await storeMp3(stored, describeCall(tenantId, { recordingId, startedAt }), audioOf(recordingId));
  return recordingId;
}

async function runAndKill(step: number): Promise<void> {
  const child = spawn(process.execPath, [CHILD, url, folder, String(NOW), String(step)], { stdio: 'inherit' });
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  expect(signal).toBe('SIGKILL');
}

test('a leave killed at any step is completed by the next run, once, and touches no other tenant', async () => {
  const staying = await tenant();
  const kept = await recording(staying, 3);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const step = Math.floor((STEPS * kill) / KILLS) + randomInt(Math.ceil(STEPS / KILLS));
    const leaving = await tenant();
    const ids = [await recording(leaving, 1), await recording(leaving, 2)];
    const by = { actor: 'cli', address: null };
    const order = { tenantId: leaving, on: '2026-05-20', atShortNotice: true };
    await orderLeave({ db, audit, clock: new ManualClock(ORDERED), by }, order);
    await runAndKill(step);
    expect(await runRetention(parts)).toMatchObject({ failed: 0 });
    const logged = await db
      .selectFrom('destruction_log')
      .select('recording_id')
      .where('tenant_id', '=', leaving)
      .execute();
    expect(logged.map(({ recording_id }) => recording_id).toSorted()).toEqual(ids.toSorted());
    for (const table of ['calls', 'recordings', 'users', 'mails', 'tenant_numbers', 'ftp_accounts'] as const) {
      expect(await db.selectFrom(table).select('tenant_id').where('tenant_id', '=', leaving).execute()).toEqual([]);
    }
    const actions = (await audit.list(leaving)).map(({ action }) => action);
    expect(actions.filter((action) => action === 'tenant-left')).toHaveLength(1);
    expect(actions.filter((action) => action === 'tenant-erased')).toHaveLength(1);
    expect(await audit.verify(leaving)).toMatchObject({ ok: true });
    expect(await verifyDestructionLog(parts)).toMatchObject({ sound: true });
    const row = await db.selectFrom('recordings').selectAll().where('id', '=', kept).executeTakeFirstOrThrow();
    expect(await buffer(await openAudio({ objects, keys }, readable(row)))).toEqual(audioOf(kept));
  }
});
