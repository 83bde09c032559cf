import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { addDays, type WarsawDay, warsawDay, warsawInstant } from '../../src/base/warsaw-time.ts';
import type { TenantId } from '../../src/base/ids.ts';
import { saveTarget } from '../../src/delivery/index.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import type { TargetSettings } from '../../src/platform/push-target/index.ts';
import { addSubscription } from '../../src/tenants/index.ts';
import { describeCall, insertRecordedCall } from '../kit/catalog-rows.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { testDatabase } from '../kit/database.ts';
import { Openssh } from '../kit/push/openssh.ts';

const DAY_MS = 86_400_000;
const YESTERDAY = addDays(warsawDay(Date.now()), -1);
const LOOPBACK = '127.0.0.0/8,::1/128';
const { db, url } = testDatabase();
const data = mkdtempSync(join(tmpdir(), 'fonoteka-push-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));
const keys = new FolderKeyStore(join(data, 'keys'));

async function command(words: readonly string[], allowed = LOOPBACK) {
  return runInProcess({ FONOTEKA_DATA: data, FONOTEKA_DATABASE_URL: url, FONOTEKA_PUSH_ALLOW: allowed }, ...words);
}

async function json<T>(...words: readonly string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await command([...words, '--json']);
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout) as T;
}

async function addTenant(name: string): Promise<TenantId> {
  const { tenantId } = await json<{ tenantId: TenantId }>('tenant', 'add', '--name', name, '--plan', 'Biznes');
  return tenantId;
}

/** A tenant that has had the push for two days. */
async function addPushSubscription(tenantId: TenantId): Promise<void> {
  const startsAt = Date.now() - 2 * DAY_MS;
  const push = { tenantId, service: 'push', orderedBy: 'test', startsAt, endsAt: null, orderedAt: startsAt } as const;
  await addSubscription(db, push);
}

function setTarget(tenantId: TenantId, target: TargetSettings): Promise<void> {
  const how = { form: 'tree', readBack: false, connections: 1, bytesPerSecond: null, keepUndelivered: false } as const;
  return saveTarget({ db, keys }, tenantId, { target, publicKey: null, ...how, hook: null }, Date.now());
}

async function recordedYesterday(tenantId: TenantId): Promise<void> {
  await insertRecordedCall(db, describeCall(tenantId, { startedAt: warsawInstant(YESTERDAY, '11:00') }));
}

const SERVER: TargetSettings = {
  kind: 'ftp',
  host: '127.0.0.1',
  port: 1,
  login: 'piekarnia',
  password: 'ciasto',
  folder: 'nagrania',
  certificate: null,
};

interface Status {
  readonly tenantId: TenantId;
  readonly place: string | null;
}

const statusOf = (tenant: TenantId) =>
  json<{ status: Status | null; days: { day: WarsawDay; state: string }[] }>('push', 'status', '--tenant', tenant);

async function doctorSays(check: string) {
  const { stdout } = await command(['doctor', '--json']);
  const { findings } = JSON.parse(stdout) as { findings: { check: string; ok: boolean; detail: string }[] };
  return findings.find((finding) => finding.check === check)!;
}

let bakery: TenantId;

beforeAll(async () => {
  bakery = await addTenant('Piekarnia');
  await addPushSubscription(bakery);
});

describe('push status', () => {
  test('lists exactly the tenants with the push, and whether they have a target', async () => {
    await addTenant('Bez wysyłki');
    const all = await json<Status[]>('push', 'status');
    expect(all).toMatchObject([{ tenantId: bakery, name: 'Piekarnia', active: true, place: null, waiting: 0 }]);
    const { stdout } = await command(['push', 'status']);
    expect(stdout).toContain('no target');
  });

  test('of one tenant lists the last days', async () => {
    const { status, days } = await statusOf(bakery);
    expect(status).toMatchObject({ tenantId: bakery });
    expect(days).toHaveLength(14);
    expect(days[1]).toMatchObject({ day: YESTERDAY, state: 'not-set-up' });
  });

  test('shows what fails and why, without secrets', async () => {
    const tenantId = await addTenant('Apteka');
    await addPushSubscription(tenantId);
    await setTarget(tenantId, SERVER);
    await recordedYesterday(tenantId);
    await json('push', 'send', '--tenant', tenantId, '--day', YESTERDAY);
    const failed = { error_code: 'wrong-password', error_detail: '530 no', failed_at: new Date() };
    await db.updateTable('packages').set(failed).where('tenant_id', '=', tenantId).execute();
    await db.updateTable('push_targets').set({ failing_since: new Date() }).where('tenant_id', '=', tenantId).execute();
    const { status } = await statusOf(tenantId);
    expect(status).toMatchObject({
      place: 'ftp://127.0.0.1:1/nagrania',
      waiting: 1,
      waitingSince: YESTERDAY,
      failure: { code: 'wrong-password', detail: '530 no' },
    });
    const { stdout } = await command(['push', 'status']);
    expect(stdout).toMatch(/Apteka .* 1 waiting, since .* FAILING since .*: wrong-password/);
    expect(stdout).not.toContain('ciasto');
    expect(await doctorSays('push targets')).toMatchObject({ ok: true, detail: expect.stringContaining('1 fail') });
    await db.updateTable('packages').set({ error_code: 'source-failed' }).where('tenant_id', '=', tenantId).execute();
    expect(await doctorSays('push targets')).toMatchObject({ ok: false, detail: expect.stringContaining('our fault') });
  });
});

describe('push send', () => {
  test('makes the day’s package for the workers, and audits that it was the command line', async () => {
    const tenantId = await addTenant('Księgarnia');
    await addPushSubscription(tenantId);
    await setTarget(tenantId, SERVER);
    await recordedYesterday(tenantId);
    expect(await json('push', 'send', '--tenant', tenantId, '--day', YESTERDAY)).toMatchObject({
      tenantId,
      day: YESTERDAY,
      state: 'pending',
      packages: [{ number: 1, kind: 'day', recordings: 1 }],
    });
    const delivered = { delivered_at: new Date(), delivered_to: 'ftp://127.0.0.1:1/nagrania', contents: null };
    await db.updateTable('packages').set(delivered).where('tenant_id', '=', tenantId).execute();
    expect(await command(['push', 'send', '--tenant', tenantId, '--day', YESTERDAY])).toMatchObject({ exitCode: 1 });
    expect(await json('push', 'send', '--tenant', tenantId, '--day', YESTERDAY, '--all')).toMatchObject({
      packages: [{ number: 2, kind: 'resend', recordings: 1 }],
    });
    const { stdout } = await command(['audit', 'export', '--tenant', tenantId]);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { action: string; actor: string; detail: unknown })
      .filter(({ action }) => action === 'push-resent');
    expect(events.map(({ actor, detail }) => [actor, detail])).toEqual([
      ['cli', { day: YESTERDAY, what: 'missing' }],
      ['cli', { day: YESTERDAY, what: 'all' }],
    ]);
  });

  test.each([
    [['send', '--tenant', '00000000-0000-7000-8000-000000000000', '--day', '2026-03-10'], 1, 'push-not-set-up'],
    [['status', '--tenant', '00000000-0000-7000-8000-000000000000'], 1, 'tenant-unknown'],
    [['test', '--tenant', '00000000-0000-7000-8000-000000000000'], 1, 'push-not-set-up'],
    [['send', '--tenant', '00000000-0000-7000-8000-000000000000', '--day', '2026-02-30'], 2, null],
    [['send', '--day', '2026-03-10'], 2, null],
    [['test'], 2, null],
  ] as const)('push %j ends with %i', async (words, exitCode, code) => {
    const run = await command(['push', ...words, '--json']);
    expect(run.exitCode).toBe(exitCode);
    if (code === null) expect(run.stdout).toBe('');
    else expect(JSON.parse(run.stdout)).toMatchObject({ error: { code } });
  });
});

describe('push test', () => {
  test('ends with 0 if the target accepts a file, otherwise with 1 and the reason', async () => {
    const server = await Openssh.start();
    onTestFinished(() => server.stop());
    const tenantId = await addTenant('Szklarnia');
    await setTarget(tenantId, server.settings());
    const held = await command(['push', 'test', '--tenant', tenantId]);
    expect(held).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^passed\n[^]*SHA256:/) });

    const forbidden = await command(['push', 'test', '--tenant', tenantId, '--json'], '');
    expect(forbidden.exitCode).toBe(1);
    expect(JSON.parse(forbidden.stdout)).toMatchObject({ passed: false });
    expect(forbidden.stdout).toContain('target-forbidden');

    await server.pause();
    const refused = await command(['push', 'test', '--tenant', tenantId]);
    expect(refused).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^FAILED\n[^]*\(refused/) });
  });
});

test('doctor finds secrets that can no longer be decrypted', async () => {
  const tenantId = await addTenant('Stolarnia');
  await setTarget(tenantId, SERVER);
  expect(await doctorSays('push secrets')).toMatchObject({ ok: true });
  const sealed = { sealed_secrets: Buffer.alloc(64) };
  await db.updateTable('push_targets').set(sealed).where('tenant_id', '=', tenantId).execute();
  expect(await doctorSays('push secrets')).toMatchObject({
    ok: false,
    detail: expect.stringContaining('1 do not open'),
  });
});
