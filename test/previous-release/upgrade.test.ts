import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuditLog } from '../../src/audit/index.ts';
import { dataPeriods, startService } from '../../src/compose/index.ts';
import { loadConfig } from '../../src/config/index.ts';
import { runRetention, verifyDestructionLog } from '../../src/retention/index.ts';
import { testDatabase } from '../kit/database.ts';
import { MovableClock } from '../kit/movable-clock.ts';
import { execute } from '../kit/postgres-server.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { RunningFonoteka } from '../kit/service.ts';
import { fonoteka } from '../kit/service-process.ts';

/** Made by `make-fixture.sh`, by the release's own program: two calls of one tenant, the first one's recording held. */
const FIXTURE = fileURLToPath(new URL('0.1.0.tar.gz', import.meta.url));
const MADE_AT = Date.parse('2026-11-29T05:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;
/** Those that do not depend on when the test runs. */
const CHECKS = ['database', 'store', 'keys', 'recording keys'];

const { db, url } = testDatabase({ empty: true });
const data = mkdtempSync(join(tmpdir(), 'fonoteka-upgrade-'));
beforeAll(async () => {
  spawnSync('tar', ['-xzf', FIXTURE, '-C', data]);
  await execute(url, readFileSync(join(data, 'database.sql'), 'utf8'));
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

async function command<T>(...words: string[]): Promise<{ exitCode: number; json: T }> {
  const { exitCode, stdout } = await fonoteka(data, { FONOTEKA_DATABASE_URL: url }, ...words, '--json');
  return { exitCode, json: JSON.parse(stdout.toString()) as T };
}

test('a command refuses a filled database of the release before; --check lists what would be done', async () => {
  const check = await command<{ pending: string[] }>('migrate', '--check');
  expect(check).toMatchObject({ exitCode: 1, json: { upToDate: false, condition: 'behind' } });
  expect(check.json.pending.length).toBeGreaterThan(0);
  expect(await command('tenant', 'list')).toMatchObject({ exitCode: 1, json: { error: { code: 'schema-behind' } } });
});

test('migrate migrates it, and doctor finds it sound', async () => {
  expect(await command('migrate')).toMatchObject({ exitCode: 0 });
  const { json } = await command<{ findings: { check: string; ok: boolean; detail: string }[] }>('doctor');
  const findings = json.findings.filter((finding) => CHECKS.includes(finding.check));
  expect(findings.map(({ check, ok }) => ({ check, ok }))).toEqual(CHECKS.map((each) => ({ check: each, ok: true })));
  expect(json.findings.find(({ check }) => check === 'personal data')).toMatchObject({
    ok: true,
    detail: expect.stringContaining('the first deletion after the upgrade is not before'),
  });
});

test('its recordings play, and are destroyed in their time', async () => {
  const clock = new MovableClock(MADE_AT + DAY_MS);
  const ports = { httpPort: 0, sipPort: 0, ftpPort: 0, sftpPort: 0 };
  const config = { ...loadConfig({}), ...ports, data, databaseUrl: url };
  const running = new RunningFonoteka(
    await startService({ config: { ...config, roles: ['web'] }, clock, log: quietLog }),
  );
  try {
    await playAndDestroy(running, clock);
  } finally {
    await running.stop();
  }
});

async function playAndDestroy(running: RunningFonoteka, clock: MovableClock): Promise<void> {
  const { tenant_id: tenantId } = await db.selectFrom('calls').select('tenant_id').distinct().executeTakeFirstOrThrow();
  const recordings = (await running.calls(tenantId)).flatMap((call) => call.recordings);
  expect(recordings).toHaveLength(2);
  for (const recording of recordings) {
    const audio = await running.audio(tenantId, recording);
    expect(audio.length).toBe(recording.sizeBytes);
  }

  clock.moveTo(MADE_AT + 40 * DAY_MS);
  const shared = {
    ...running.shared,
    db,
    audit: new AuditLog(db, clock),
    keepUndeliveredDays: 0,
    periods: dataPeriods(running.shared.config),
  };
  const run = await runRetention({ ...shared, databaseNow: async () => clock.now() }, { confirmClock: true });
  expect(run).toMatchObject({ destroyed: 1, heldBack: 1, failed: 0 });
  expect(await verifyDestructionLog(shared)).toMatchObject({ sound: true, entries: 1 });
}
