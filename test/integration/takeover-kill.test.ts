import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openAudio } from '../../src/archive/index.ts';
import { takeOwnLease } from '../../src/archive/takeover/recorder-leases.ts';
import { type CallId, newId, type RecorderId, type RecordingRuleId, type TenantId } from '../../src/base/ids.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { insertTenant } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { appendPackets, mirroredSpool } from '../kit/mirrored-spool.ts';
import { filesIn } from '../kit/push/server-folder.ts';
import { readable } from '../kit/retention-fixture.ts';
import { callDescription } from '../kit/spooled-call.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const CHILD = new URL('./takeover-kill.child.ts', import.meta.url).pathname;
const T0 = Date.parse('2026-03-10T10:00:00Z');
const CALLS = 3;
const { db, url } = testDatabase();

interface Parts {
  readonly folder: string;
  readonly objects: FolderObjectStore;
  readonly keys: FolderKeyStore;
}

/** Lost in the middle of its calls, of which one was ordered, and one on demand not; with one that was refused and not saved. */
async function lostRecorder({ objects, keys }: Parts, tenantId: TenantId): Promise<RecorderId> {
  const lost = await mirroredSpool({ objects, keys });
  const { recorderId } = lost.spool;
  await takeOwnLease(db, { recorderId, seconds: 600 });
  const rule = { id: newId<RecordingRuleId>(T0), name: 'Na żądanie' };
  const onDemand = callDescription({ tenantId, startedAt: T0, rule, onDemand: true, undecided: true });
  const calls = Array.from({ length: CALLS }, () => lost.open(callDescription({ tenantId, startedAt: T0 })));
  const ordered = lost.open({ ...onDemand, recordingId: newId(T0), callId: newId(T0) });
  calls.push(lost.open(onDemand), ordered);
  const { undecided: _undecided, ...kept } = ordered.description;
  ordered.call.updateDescription(kept);
  for (let second = 0; second < 2; second++) {
    for (const { call } of calls) appendPackets(call, [T0 + second * 1000, T0 + second * 1000 + 500]);
    await lost.second(calls.map(({ call }) => call));
  }
  const { recordingId: _, ...refused } = callDescription({ tenantId, startedAt: T0, callId: newId<CallId>(T0) });
  const queue = await lost.spool.openQueue();
  const call = { ...refused, endedAt: null, reason: 'recording-off' };
  await queue.add(refused.callId, { kind: 'unrecorded-call', call });
  await lost.second();
  await lost.caughtUp();
  await queue.close();
  await lost.lose();
  return recorderId;
}

async function takenOver({ folder }: Parts, recorderId: RecorderId, step: number): Promise<NodeJS.Signals | null> {
  await db
    .updateTable('recorder_leases')
    .set({ expires_at: sql`now() - interval '1 second'` })
    .where('recorder_id', '=', recorderId)
    .execute();
  const child = spawn(process.execPath, [CHILD, url, folder, String(step)], { stdio: 'inherit' });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  expect(signal ?? code).toBe(signal === null ? 0 : 'SIGKILL');
  return signal;
}

// Lists and reads of the mirror come first, then the calls are encoded and stored, then the mirror is deleted.
test.each([1, 8, 12, 15, 18, 21])(
  'killed at step %i, the next one completes the takeover: each call once, with all that was mirrored, and nothing left',
  async (step) => {
    const folder = temporaryFolder();
    const objects = new FolderObjectStore(join(folder, 'objects'));
    const parts = { folder, objects, keys: new FolderKeyStore(join(folder, 'keys')) };
    const tenantId = await insertTenant(db);
    const recorderId = await lostRecorder(parts, tenantId);
    expect(await takenOver(parts, recorderId, step)).toBe('SIGKILL');
    expect(await takenOver(parts, recorderId, Number.POSITIVE_INFINITY)).toBeNull();

    const rows = await db.selectFrom('recordings').selectAll().where('tenant_id', '=', tenantId).execute();
    expect(rows).toHaveLength(CALLS + 1);
    for (const row of rows) {
      expect((await buffer(await openAudio(parts, readable(row)))).toString()).toBe('4 packets');
      expect(row.flags).toContain('cut');
    }
    const calls = await db.selectFrom('calls').selectAll().where('tenant_id', '=', tenantId).execute();
    const reasons = calls.map(({ no_recording_reason }) => no_recording_reason);
    expect(reasons.filter((reason) => reason !== null).toSorted()).toEqual(['not-kept', 'recording-off']);
    const onDemand = calls.filter(({ recording_rule }) => recording_rule !== null);
    expect(new Set(onDemand.map(({ no_recording_reason }) => no_recording_reason))).toEqual(
      new Set(['not-kept', null]),
    );
    expect(calls).toHaveLength(CALLS + 3);
    const left = [];
    for await (const key of objects.list('')) left.push(key);
    expect(left.toSorted()).toEqual(rows.map((row) => row.object_key).toSorted());
    const spool = join(folder, 'objects', 'spool');
    expect(existsSync(spool) ? [...filesIn(spool).keys()] : []).toEqual([]);
  },
);
