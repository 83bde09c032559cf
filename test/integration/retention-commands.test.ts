import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, type RecordingId, type TenantId } from '../../src/base/ids.ts';
import { addDays, startOfWarsawDay, warsawDay } from '../../src/base/warsaw-time.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { addExtendedRetention, describeCall, insertTenant } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { audioOf, DAY_MS } from '../kit/retention-fixture.ts';
import { storeMp3 } from '../kit/store-mp3.ts';

const { db, url } = testDatabase();
const data = mkdtempSync(join(tmpdir(), 'fonoteka-retention-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));
const keyFolder = join(data, 'keys');
let tenant: TenantId;
let old: RecordingId;
let held: RecordingId;

const run = (...words: string[]) => runInProcess({ FONOTEKA_DATA: data, FONOTEKA_DATABASE_URL: url }, ...words);

async function json(...words: string[]): Promise<unknown> {
  const { exitCode, stdout, stderr } = await run(...words, '--json');
  if (exitCode !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

async function recording(daysOld: number): Promise<RecordingId> {
  const startedAt = systemClock.now() - daysOld * DAY_MS;
  const recordingId = newId<RecordingId>(startedAt);
  const objects = new FolderObjectStore(join(data, 'recordings'));
  const parts = { db, objects, keys: new FolderKeyStore(keyFolder), clock: systemClock };
  await storeMp3(parts, describeCall(tenant, { recordingId, startedAt }), audioOf(recordingId));
  return recordingId;
}

beforeAll(async () => {
  tenant = await insertTenant(db);
  [old, held] = [await recording(32), await recording(33)];
  await recording(10);
});

test('an expired recording cannot be held', async () => {
  const refused = await run('retention', 'hold', '--recording', old, '--reason', 'proces', '--json');
  expect([refused.exitCode, JSON.parse(refused.stdout)]).toMatchObject([1, { error: { code: 'recording-destroyed' } }]);
});

test('the limits of a plan are set and listed', async () => {
  const limits = ['plan', 'limit-holds', '--plan', 'Biznes', '--number', '20'];
  const limited = { name: 'Biznes', maxHolds: 20, maxHoldDays: 365 };
  expect(await json(...limits, '--days', '365')).toMatchObject(limited);
  expect(await json('plan', 'list')).toContainEqual(expect.objectContaining(limited));
  expect(await json(...limits, '--days', 'none')).toMatchObject({ maxHolds: 20, maxHoldDays: null });
  expect((await run(...limits, '--days', '0')).exitCode).toBe(2);
  expect((await run('plan', 'limit-holds', '--plan', 'x', '--number', '1', '--days', '1')).stderr).toContain(
    'plan-unknown',
  );
});

test('a hold is placed until the end of a day', async () => {
  await addExtendedRetention(db, tenant, { units: 1, from: systemClock.now() - 20 * DAY_MS });
  const lastDay = addDays(warsawDay(systemClock.now()), 10);
  const until = new Date(startOfWarsawDay(addDays(lastDay, 1))).toISOString();
  const words = ['--recording', held, '--reason', 'proces', '--until', lastDay];
  expect(await json('retention', 'hold', ...words)).toEqual({
    recording: held,
    reason: 'proces',
    placedBy: 'cli',
    until,
  });
  await db.deleteFrom('subscriptions').where('tenant_id', '=', tenant).execute();
});

test('the plan lists what a run would destroy, now and later, and destroys nothing', async () => {
  expect(await json('retention', 'plan')).toMatchObject({
    tenants: [{ tenantId: tenant, retentionDays: 30, recordings: 1, held: { recordings: 1 } }],
    total: { recordings: 1, bytes: audioOf(old).length },
  });
  const later = addDays(warsawDay(systemClock.now()), 25);
  expect(await json('retention', 'plan', '--at', later)).toMatchObject({
    total: { recordings: 3, held: { recordings: 0 } },
  });
  expect((await run('retention', 'plan')).stdout).toContain('in all: 1 recordings');
});

test('a run destroys it', async () => {
  expect(await json('retention', 'run')).toMatchObject({ destroyed: 1, resumed: 0, heldBack: 1 });
  expect(await json('retention', 'run')).toMatchObject({ destroyed: 0 });
});

test('a run needs a person’s confirmation if the clock may be wrong', async () => {
  const before = new Date(systemClock.now() - 4 * DAY_MS);
  await db.deleteFrom('retention_runs').execute();
  await db.insertInto('retention_runs').values({ at: before, finished_at: before }).execute();
  const refused = await run('retention', 'run', '--json');
  expect([refused.exitCode, JSON.parse(refused.stdout)]).toMatchObject([1, { error: { code: 'clock-not-trusted' } }]);
  expect(await json('retention', 'run', '--confirm-clock')).toMatchObject({ destroyed: 0 });
});

test('the log is exported, and verified with and without the service', async () => {
  const { stdout } = await run('retention', 'log');
  expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  const file = join(data, 'log.ndjson');
  writeFileSync(file, stdout);
  expect(await json('retention', 'verify')).toMatchObject({ sound: true, entries: 1 });
  const nowhere = { FONOTEKA_DATA: join(data, 'none'), FONOTEKA_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
  const alone = await runInProcess(nowhere, 'retention', 'verify', '--file', file, '--json');
  expect(JSON.parse(alone.stdout)).toMatchObject({ sound: true, entries: 1 });
  writeFileSync(file, stdout.replace('"expired"', '"on-request"'));
  const forged = await run('retention', 'verify', '--file', file);
  expect([forged.exitCode, forged.stdout]).toEqual([1, expect.stringContaining('NOT SOUND: 1 problems')]);
  expect((await run('retention', 'verify', '--file', join(data, 'none'))).stderr).toContain('request-invalid');
});

test('a hold is lifted, and the next run destroys', async () => {
  expect(await json('retention', 'lift', '--recording', held)).toEqual({ recording: held, lifted: true });
  expect(await json('retention', 'run')).toMatchObject({ destroyed: 1, heldBack: 0 });
  const again = await run('retention', 'hold', '--recording', held, '--reason', 'proces', '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: 'recording-destroyed' } });
});

test.each([
  ['--at', ['plan', '--at', 'jutro']],
  ['--recording', ['hold', '--recording', 'x', '--reason', 'y']],
  ['--until', ['hold', '--recording', newId<RecordingId>(0), '--reason', 'y', '--until', '2026-02-30']],
])('a wrong %s is a usage error', async (option, words) => {
  const { exitCode, stderr } = await run('retention', ...words);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(option)]);
});
