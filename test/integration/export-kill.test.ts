import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { AuditLog } from '../../src/audit/index.ts';
import { newId, type RecordingId } from '../../src/base/ids.ts';
import { exportTenant } from '../../src/delivery/index.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { recordingPath } from '../../src/recording/index.ts';
import { describeCall, insertTenant } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { audioOf, DAY_MS } from '../kit/retention-fixture.ts';
import { storeMp3 } from '../kit/store-mp3.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const CHILD = new URL('./export-kill.child.ts', import.meta.url).pathname;
const NOW = Date.parse('2026-05-20T10:00:00Z');
const RECORDINGS = 4;

const { db, url } = testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'fonoteka-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const objects = new FolderObjectStore(join(folder, 'objects'));
const keys = new FolderKeyStore(join(folder, 'keys'));
const clock = new ManualClock(NOW);
const audit = new AuditLog(db, clock);

// Steps: the audit events of a day, its key, its two objects; the same of the other day; the event at the end.
test.each([0, 2, 3, 5, 7])('killed at step %i, the next export goes on, and no file is there in part', async (step) => {
  const tenantId = await insertTenant(db);
  for (let index = 0; index < RECORDINGS; index += 1) {
    const startedAt = NOW - (1 + (index % 2)) * DAY_MS - index;
    const recordingId = newId<RecordingId>(startedAt);
    const call = describeCall(tenantId, { recordingId, startedAt });
    await storeMp3({ db, objects, keys, clock: new ManualClock(startedAt) }, call, audioOf(recordingId));
  }
  const target = temporaryFolder();
  const args = [CHILD, url, folder, String(NOW), tenantId, target, String(step)];
  const [, signal] = (await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit')) as [number, string];
  expect(signal).toBe('SIGKILL');
  const rows = await db.selectFrom('recordings').selectAll().where('tenant_id', '=', tenantId).execute();
  const files = rows.map((row) => ({
    path: join(target, recordingPath(row.warsaw_day, row.file_name)),
    audio: audioOf(row.id),
  }));
  const before = files.filter(({ path }) => existsSync(path));
  for (const { path, audio } of before) expect(readFileSync(path)).toEqual(audio);
  const deps = { db, objects, keys, audit, clock, by: { actor: 'cli', address: null }, keepUndeliveredDays: 0 };
  const exported = await exportTenant(deps, { tenantId, folder: target });
  expect(exported).toMatchObject({ recordings: RECORDINGS, present: before.length, unreadable: [] });
  for (const { path, audio } of files) expect(readFileSync(path)).toEqual(audio);
});
