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
import { verifyDestructionLog } from '../../src/retention/index.ts';
import { CONFLICT_KINDS, type RequestKey, RodoRequests, workOnRequests } from '../../src/rodo/index.ts';
import { describeCall, insertTenant } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { audioOf, DAY_MS, readable } from '../kit/retention-fixture.ts';
import { ANNA, COMPANY, PERSON } from '../kit/rodo-fixture.ts';
import { storeMp3 } from '../kit/store-mp3.ts';

const CHILD = new URL('./rodo-kill.child.ts', import.meta.url).pathname;
const NOW = Date.parse('2026-05-20T10:00:00Z');

const { db, url } = testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'fonoteka-rodo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const objects = new FolderObjectStore(join(folder, 'objects'));
const keys = new FolderKeyStore(join(folder, 'keys'));
const clock = new ManualClock(NOW);
const audit = new AuditLog(db, clock);
const parts = { db, objects, keys, audit, clock, databaseNow: async () => NOW, log: quietLog, folder };
const requests = new RodoRequests(parts);

async function recording(tenantId: TenantId, caller: string): Promise<RecordingId> {
  const startedAt = NOW - DAY_MS;
  const recordingId = newId<RecordingId>(startedAt);
  const call = describeCall(tenantId, { recordingId, startedAt, caller, callee: COMPANY });
  await storeMp3({ db, objects, keys, clock: new ManualClock(startedAt) }, call, audioOf(recordingId));
  return recordingId;
}

async function ordered(tenantId: TenantId): Promise<RequestKey> {
  const request = { tenantId, kind: 'erasure', number: PERSON, note: '', receivedOn: null } as const;
  const key = { tenantId, requestId: (await requests.open(request, ANNA)).id };
  await requests.orderErasure(key, CONFLICT_KINDS, ANNA);
  return key;
}

async function killedAt(step: number): Promise<void> {
  const child = spawn(process.execPath, [CHILD, url, folder, String(NOW), String(step)], { stdio: 'inherit' });
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  expect(signal).toBe('SIGKILL');
}

// Steps: the log's key; two objects; the audit events of the destruction; the keys of the day; the last audit event.
test.each([0, 2, 3, 5, 8])(
  'killed at step %i, the next run completes the erasure, and each recording is in the log once',
  async (step) => {
    const tenantId = await insertTenant(db);
    const mine = [await recording(tenantId, PERSON), await recording(tenantId, PERSON)];
    const someone = await recording(tenantId, '+48600000002');
    const key = await ordered(tenantId);
    await killedAt(step);
    expect(await requests.get(key)).toMatchObject({ state: 'working' });
    await workOnRequests(parts);
    expect(await requests.get(key)).toMatchObject({ state: 'done' });
    expect((await requests.answer(key))!.done).toMatchObject({ calls: 2, recordings: 2 });
    const logged = await db
      .selectFrom('destruction_log')
      .select('recording_id')
      .where('tenant_id', '=', tenantId)
      .execute();
    expect(logged.map((entry) => entry.recording_id).toSorted()).toEqual(mine.toSorted());
    expect(await verifyDestructionLog(parts)).toMatchObject({ sound: true });
    expect(await audit.verify(tenantId)).toMatchObject({ ok: true });
    const events = (await audit.list(tenantId)).map(({ action }) => action);
    expect(events.filter((action) => action === 'recording-destroyed')).toHaveLength(2);
    const row = await db.selectFrom('recordings').selectAll().where('id', '=', someone).executeTakeFirstOrThrow();
    expect(await buffer(await openAudio(parts, readable(row)))).toEqual(audioOf(someone));
    const left = await db
      .selectFrom('calls')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('caller', '=', PERSON)
      .execute();
    expect(left).toEqual([]);
  },
);
