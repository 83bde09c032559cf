import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, type TenantId } from '../../src/base/ids.ts';
import { addDays, startOfWarsawDay, warsawDay } from '../../src/base/warsaw-time.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { recordingFileName, recordingPath } from '../../src/recording/index.ts';
import { addTenant } from '../../src/tenants/index.ts';
import { describeCall } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { audioOf, DAY_MS } from '../kit/retention-fixture.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { storeMp3 } from '../kit/store-mp3.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const { db, url } = testDatabase();
const data = mkdtempSync(join(tmpdir(), 'fonoteka-leave-'));
const today = warsawDay(systemClock.now());
let tenant: TenantId;
let path: string;

const run = (...words: string[]) => runInProcess({ FONOTEKA_DATA: data, FONOTEKA_DATABASE_URL: url }, ...words);

async function json(...words: string[]) {
  const { stdout } = await run(...words, '--json');
  return JSON.parse(stdout) as Record<string, unknown>;
}

const leave = (...words: string[]) => json('tenant', 'leave', '--tenant', tenant, ...words);

beforeAll(async () => {
  const now = systemClock.now();
  ({ tenantId: tenant } = await addTenant(db, { name: 'Piekarnia', plan: 'Biznes', numbers: ['48221234567'] }, now));
  const stores = {
    objects: new FolderObjectStore(join(data, 'recordings')),
    keys: new FolderKeyStore(join(data, 'keys')),
  };
  const startedAt = now - DAY_MS;
  const call = describeCall(tenant, { startedAt });
  await storeMp3({ db, ...stores, clock: systemClock }, call, audioOf(call.recordingId));
  for (const store of ['recordings', 'keys']) await run('store', 'accept', store);
  path = recordingPath(warsawDay(startedAt), recordingFileName(call));
});

afterAll(() => rmSync(data, { recursive: true, force: true }));

test('a customer leaves: looked at, ordered, taken back, exported, destroyed, proved', async () => {
  const on = addDays(today, 14);
  expect(await leave('--on', on, '--dry-run')).toMatchObject({
    changed: false,
    leave: null,
    recordings: { recordings: 1 },
    calls: 1,
    users: 1,
  });
  expect((await run('tenant', 'leave', '--tenant', tenant, '--on', on, '--dry-run')).stdout).toContain('would leave');
  expect(await leave('--on', addDays(today, 13))).toMatchObject({ error: { code: 'leave-too-soon' } });
  expect(await leave('--on', on)).toMatchObject({ changed: true, leave: { on, leftAt: null } });
  expect(await json('tenant', 'show', '--tenant', tenant)).toMatchObject({ leavesOn: on });
  expect(await leave('--take-back')).toMatchObject({ changed: true, leave: null });
  expect(await leave('--take-back', '--on', on)).toMatchObject({ error: { code: 'request-invalid' } });
  await leave('--on', on);

  const folder = temporaryFolder();
  expect(await json('tenant', 'export', '--tenant', tenant, folder)).toMatchObject({ recordings: 1, unreadable: [] });
  expect(existsSync(join(folder, path))).toBe(true);

  // The day comes; the tenant has been billed since the day before.
  await sql`UPDATE tenants SET leaves_at = ${new Date(startOfWarsawDay(today))}, billing_from = billing_from - 1
    WHERE id = ${tenant}`.execute(db);
  expect(await leave('--take-back')).toMatchObject({ error: { code: 'tenant-has-left' } });
  expect(await json('retention', 'run')).toMatchObject({ destroyed: 1, failed: 0 });
  expect(await leave()).toMatchObject({ calls: 0, users: 0, leave: { erasedAt: expect.any(String) as string } });
  const proof = join(temporaryFolder(), 'proof.jsonl');
  expect(await leave('--proof', proof)).toMatchObject({ entries: 1 });
  expect(await json('retention', 'verify', '--file', proof)).toMatchObject({
    sound: true,
    entries: 1,
    extract: { tenantId: tenant, recordingsLeft: 0 },
  });
  expect((await run('retention', 'verify', '--file', proof)).stdout).toContain('0 recordings left');
  expect(await leave('--proof', proof)).toMatchObject({ error: { code: 'request-invalid' } });
  const mistyped = [newId<TenantId>(0), '--proof', `${proof}.2`] as const;
  expect(await json('tenant', 'leave', '--tenant', ...mistyped)).toMatchObject({ error: { code: 'tenant-unknown' } });
  expect(existsSync(`${proof}.2`)).toBe(false);
});
