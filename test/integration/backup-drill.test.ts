import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuditLog } from '../../src/audit/index.ts';
import type { RecordingId, TenantId } from '../../src/base/ids.ts';
import { dataPeriods, startService } from '../../src/compose/index.ts';
import { loadConfig } from '../../src/config/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { runRetention } from '../../src/retention/index.ts';
import { addTenant } from '../../src/tenants/index.ts';
import { describeCall } from '../kit/catalog-rows.ts';
import { type DebianPostgres, startDebianPostgres } from '../kit/debian-postgres.ts';
import { MovableClock } from '../kit/movable-clock.ts';
import { execute, onDatabase } from '../kit/postgres-server.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { runProgram } from '../kit/run-program.ts';
import { RunningFonoteka } from '../kit/service.ts';
import { fonoteka } from '../kit/service-process.ts';
import { storeMp3 } from '../kit/store-mp3.ts';

const OPS = fileURLToPath(new URL('../../ops/backup/', import.meta.url));
/** Six programs, one after another, on a busy machine. */
const TIMEOUT_MS = 180_000;
const DAY_MS = 24 * 60 * 60 * 1000;
const AUDIO = Buffer.from('an MP3 of a call '.repeat(100));

const folder = mkdtempSync(join(tmpdir(), 'fonoteka-backup-'));
const at = (name: string): string => join(folder, name);
const data = at('data');
/** Of the keys before any was deleted: what no operator should have. */
const oldKeys = at('old-keys');
let postgres: DebianPostgres;

beforeAll(async () => {
  postgres = await startDebianPostgres();
  for (const name of ['one', 'two']) await execute(postgres.url, `CREATE DATABASE ${name}`);
  mkdirSync(data);
});
afterAll(() => {
  postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(database: string): Promise<RunningFonoteka> {
  const ports = { httpPort: 0, sipPort: 0, ftpPort: 0, sftpPort: 0 };
  const where = { data, databaseUrl: onDatabase(postgres.url, database) };
  const config = { ...loadConfig({}), ...ports, ...where, roles: ['web' as const] };
  return new RunningFonoteka(await startService({ config, clock: systemClock, log: quietLog }));
}

const environment = (database: string) => ({
  ...process.env,
  PATH: `${postgres.bin}:${process.env['PATH']}`,
  FONOTEKA_DATA: data,
  FONOTEKA_LOG_LEVEL: 'error',
  FONOTEKA_DATABASE_URL: onDatabase(postgres.url, database),
});

async function script(name: string, database: string, ...args: string[]): Promise<void> {
  const { exitCode, stderr } = await runProgram(join(OPS, name), args, { env: environment(database) });
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
}

async function addRecording(
  { shared, db }: RunningFonoteka,
  tenantId: TenantId,
  daysOld: number,
): Promise<RecordingId> {
  const startedAt = systemClock.now() - daysOld * DAY_MS;
  const call = describeCall(tenantId, { startedAt });
  await storeMp3({ ...shared, db }, call, AUDIO);
  return call.recordingId;
}

/** Destroys what would be due in ten days. */
async function destroyInTenDays({ shared, db }: RunningFonoteka): Promise<number> {
  const clock = new MovableClock(systemClock.now() + 10 * DAY_MS);
  const deps = { ...shared, db, clock, audit: new AuditLog(db, clock), databaseNow: async () => clock.now() };
  const given = { keepUndeliveredDays: 0, periods: dataPeriods(shared.config) };
  return (await runRetention({ ...deps, ...given }, { confirmClock: true })).destroyed;
}

test(
  'backup, loss, restore: recordings play, and what was destroyed since the backup stays destroyed',
  async () => {
    const before = await start('one');
    const { tenantId } = await addTenant(before.db, { name: 'Ogród', plan: 'Biznes', numbers: [] }, systemClock.now());
    const kept = await addRecording(before, tenantId, 1);
    const destroyed = await addRecording(before, tenantId, 25);
    await script('backup.sh', 'one', '--to', at('backup'), '--keys-to', at('keys-mirror'));
    cpSync(join(data, 'keys'), oldKeys, { recursive: true });
    expect(await destroyInTenDays(before)).toBe(1);
    const log = await fonoteka(data, { FONOTEKA_DATABASE_URL: onDatabase(postgres.url, 'one') }, 'retention', 'log');
    writeFileSync(at('log.jsonl'), log.stdout);
    await before.stop();

    // All is lost, and the keys come from a copy that still has every key.
    rmSync(data, { recursive: true });
    await execute(postgres.url, 'DROP DATABASE one');
    const destroyedSince = ['--destruction-log', at('log.jsonl')];
    await script('restore.sh', 'two', '--from', at('backup'), ...destroyedSince, '--keys-from', oldKeys);

    const after = await start('two');
    try {
      expect((await after.audio(tenantId, { id: kept })).equals(AUDIO)).toBe(true);
      const row = await after.db
        .selectFrom('recordings')
        .selectAll()
        .where('id', '=', destroyed)
        .executeTakeFirstOrThrow();
      expect(row).toMatchObject({ wrapped_key: null, key_id: null, destroying_at: expect.any(Date) });
      const settings = { FONOTEKA_DATABASE_URL: onDatabase(postgres.url, 'two') };
      const run = await fonoteka(data, settings, 'retention', 'run', '--confirm-clock', '--json');
      expect(JSON.parse(run.stdout.toString())).toMatchObject({ destroyed: 1, failed: 0 });
      await expect(after.audio(tenantId, { id: destroyed })).rejects.toThrow();
      expect((await after.audio(tenantId, { id: kept })).equals(AUDIO)).toBe(true);
    } finally {
      await after.stop();
    }
  },
  TIMEOUT_MS,
);
