import { spawn } from 'node:child_process';
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
import { runRetention, verifyDestructionLog } from '../../src/retention/index.ts';
import { describeCall, addExtendedRetention, insertTenant } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { DEFAULT_PERIODS } from '../kit/default-periods.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { addPushSubscription, insertPushTarget } from '../kit/push-rows.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { audioOf, DAY_MS, readable } from '../kit/retention-fixture.ts';
import { nextStep } from '../kit/sampled.ts';
import { storeMp3 } from '../kit/store-mp3.ts';

const CHILD = new URL('./retention-kill.child.ts', import.meta.url).pathname;
const NOW = Date.parse('2026-05-20T10:00:00Z');
/** More steps than any run in these tests has. */
const STEPS_AT_MOST = 100;
const STRIDE = 4;

const { db, url } = testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'fonoteka-retention-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const objects = new FolderObjectStore(join(folder, 'objects'));
const keys = new FolderKeyStore(join(folder, 'keys'));
const clock = new ManualClock(NOW);
const parts = {
  keepUndeliveredDays: 14,
  periods: DEFAULT_PERIODS,
  db,
  objects,
  keys,
  audit: new AuditLog(db, clock),
  clock,
  databaseNow: async () => NOW,
  log: quietLog,
};

async function recording(tenantId: TenantId, daysOld: number): Promise<RecordingId> {
  const startedAt = NOW - daysOld * DAY_MS;
  const recordingId = newId<RecordingId>(startedAt);
  const stored = { db, objects, keys, clock: new ManualClock(startedAt) };
  await storeMp3(stored, describeCall(tenantId, { recordingId, startedAt }), audioOf(recordingId));
  return recordingId;
}

/** Adds two recordings that are due and three to keep: a recent one, one with extended retention, an undelivered one. */
async function addRecordings(): Promise<{ due: RecordingId[]; kept: RecordingId[] }> {
  const [standard, extended, pushed] = [await insertTenant(db), await insertTenant(db), await insertTenant(db)];
  const due = [await recording(standard, 31), await recording(standard, 45)];
  const kept = [await recording(standard, 3), await recording(extended, 20), await recording(pushed, 31)];
  await addExtendedRetention(db, extended, { units: 1, from: NOW - DAY_MS });
  await addPushSubscription(db, pushed, NOW - 60 * DAY_MS);
  await insertPushTarget(db, pushed, { keepUndelivered: true, at: NOW });
  return { due, kept };
}

/** Whether the run was killed. */
async function killedAt(step: number): Promise<boolean> {
  const given = [url, join(folder, 'objects'), join(folder, 'keys'), String(NOW), String(step)];
  const child = spawn(process.execPath, [CHILD, ...given], { stdio: ['ignore', 'inherit', 'inherit'] });
  const [exitCode, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  expect(signal ?? exitCode).toBe(signal === null ? 0 : 'SIGKILL');
  return signal === 'SIGKILL';
}

async function row(id: RecordingId) {
  return db.selectFrom('recordings').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

async function expectAllDone(due: readonly RecordingId[], kept: readonly RecordingId[]): Promise<void> {
  const logged = await db
    .selectFrom('destruction_log')
    .select('recording_id')
    .where('recording_id', 'in', due)
    .execute();
  expect(logged.map(({ recording_id }) => recording_id).sort()).toEqual([...due].sort());
  const audited = await db
    .selectFrom('audit_events')
    .select('subject')
    .where('action', '=', 'recording-destroyed')
    .where('subject', 'in', due)
    .execute();
  expect(audited).toHaveLength(due.length);
  for (const id of due) expect((await row(id)).destroyed_at).not.toBeNull();
  for (const id of kept) {
    expect(await buffer(await openAudio({ objects, keys }, readable(await row(id))))).toEqual(audioOf(id));
  }
  expect((await row(kept[1]!)).key_id).toMatch(/^2026-06-29\//);
  expect((await row(kept[2]!)).key_id).toBe(`hold/${kept[2]}`);
}

test('a run killed at any step leaves nothing that the next run does not finish', async () => {
  let killed = true;
  for (let step = nextStep(-1, STRIDE); killed && step < STEPS_AT_MOST; step = nextStep(step, STRIDE)) {
    const { due, kept } = await addRecordings();
    killed = await killedAt(step);
    // Either untouched, or marked for deletion and unreadable: nothing in between.
    for (const id of due) {
      const { key_id, destroying_at } = await row(id);
      expect(key_id === null).toBe(destroying_at !== null);
    }
    const rest = await runRetention(parts);
    if (!killed) expect(rest.destroyed).toBe(0);
    await expectAllDone(due, kept);
    expect(await verifyDestructionLog(parts)).toMatchObject({ sound: true });
  }
  expect(killed).toBe(false);
});

test('two runs at once share the work: each recording is destroyed and logged once', async () => {
  const tenant = await insertTenant(db);
  const due: RecordingId[] = [];
  for (let i = 0; i < 8; i++) due.push(await recording(tenant, 31 + i));
  const runs = await Promise.all([runRetention(parts), runRetention(parts), runRetention(parts)]);
  expect(runs.reduce((sum, { destroyed }) => sum + destroyed, 0)).toBe(8);
  const logged = await db
    .selectFrom('destruction_log')
    .select('recording_id')
    .where('recording_id', 'in', due)
    .execute();
  expect(new Set(logged.map(({ recording_id }) => recording_id))).toEqual(new Set(due));
  expect(await verifyDestructionLog(parts)).toMatchObject({ sound: true });
});
