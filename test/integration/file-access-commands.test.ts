import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuditLog } from '../../src/audit/index.ts';
import type { TenantId } from '../../src/base/ids.ts';
import { addTenant, type AddedTenant } from '../../src/tenants/index.ts';
import { testDatabase } from '../kit/database.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { verifyFileLogin } from '../kit/verify-file-login.ts';

const { db, url } = testDatabase();
const clock = new ManualClock();
const data = mkdtempSync(join(tmpdir(), 'fonoteka-files-'));
let tenant: AddedTenant;
let tenantId: TenantId;

beforeAll(async () => {
  tenant = await addTenant(db, { name: 'Piekarnia', plan: 'Biznes', numbers: ['48221234567'] }, clock.now());
  tenantId = tenant.tenantId;
});
afterAll(() => rmSync(data, { recursive: true }));

async function fileAccess(...words: string[]) {
  const environment = { FONOTEKA_DATABASE_URL: url, FONOTEKA_DATA: data };
  const { exitCode, stdout } = await runInProcess(environment, 'file-access', ...words, '--json');
  return { exitCode, answer: stdout === '' ? null : JSON.parse(stdout) };
}

test('a credential is added, limited, gets a key and another password, and is revoked, all audited', async () => {
  const of = ['--tenant', tenantId];
  const added = (await fileAccess('add', ...of, '--label', 'NAS', '--door', 'ftp', '--number', '101')).answer;
  expect(added).toMatchObject({ login: 'piekarnia-nas', password: expect.any(String) });
  expect(await verifyFileLogin(db, added.login, added.password)).toEqual({ tenantId });
  const which = [...of, '--credential', added.id];
  await fileAccess(
    'set',
    ...which,
    '--all-numbers',
    '--network',
    '10.0.0.0/8',
    '--bandwidth',
    '500',
    '--expires',
    '2030-01-01',
  );
  const key = await fileAccess('add-key', ...which, '--public-key', 'ssh-ed25519 AAAA');
  expect(key.exitCode).toBe(1);
  const listed = (await fileAccess('list', ...of)).answer;
  expect(listed.find(({ id }: { id: string }) => id === added.id)).toMatchObject({
    label: 'NAS',
    doors: ['ftp'],
    numbers: null,
    allowedNetworks: ['10.0.0.0/8'],
    bandwidthKilobytes: 500,
    expiresAt: expect.stringMatching(/^20/),
    lastUsed: null,
  });
  const { password } = (await fileAccess('password', ...which)).answer;
  expect(password).not.toBe(added.password);
  expect((await fileAccess('revoke', ...which)).exitCode).toBe(0);
  expect((await fileAccess('revoke', ...which)).exitCode).toBe(1);
  const actions = (await new AuditLog(db, clock).list(tenantId)).map(({ action, actor }) => `${actor} ${action}`);
  expect(actions).toEqual([
    'cli file-credential-revoked',
    'cli file-password-made',
    'cli file-credential-changed',
    'cli file-credential-added',
  ]);
});

test('encryption is demanded; sessions and failed sign-ins are listed; a login is unlocked', async () => {
  const of = ['--tenant', tenantId];
  expect((await fileAccess('tls', ...of)).answer).toMatchObject({ ftpTls: 'optional' });
  expect((await fileAccess('tls', ...of, '--set', 'required')).answer).toMatchObject({ ftpTls: 'required' });
  expect((await fileAccess('sessions', ...of)).answer).toEqual([]);
  expect((await fileAccess('failed', ...of)).answer).toEqual([]);
  expect((await fileAccess('failed')).answer).toEqual([]);
  expect((await fileAccess('unlock')).exitCode).toBe(1);
  expect((await fileAccess('unlock', '--login', tenant.ftp.login)).exitCode).toBe(0);
  const [event] = await new AuditLog(db, clock).list(null as never);
  expect(event).toMatchObject({ action: 'file-sign-ins-unlocked', detail: { login: true, address: false } });
});

test('the release before, running beside, has the first credential as its FTP account, and the other way round', async () => {
  const account = () =>
    db.selectFrom('ftp_accounts').selectAll().where('tenant_id', '=', tenantId).executeTakeFirstOrThrow();
  const credential = () =>
    db
      .selectFrom('file_credentials')
      .selectAll()
      .where('id', '=', tenantId as never)
      .executeTakeFirstOrThrow();
  expect(await account()).toMatchObject({ login: tenant.ftp.login, password_hash: (await credential()).password_hash });
  await db
    .updateTable('ftp_accounts')
    .set({ password_hash: 'changed by it' })
    .where('tenant_id', '=', tenantId)
    .execute();
  expect(await credential()).toMatchObject({ password_hash: 'changed by it', label: 'FTP' });
  const which = ['--tenant', tenantId, '--credential', tenantId];
  await fileAccess('password', ...which);
  expect((await account()).password_hash).toBe((await credential()).password_hash);
  // It does not know limits: what has one is closed there.
  await fileAccess('set', ...which, '--network', '10.0.0.0/8');
  expect((await account()).password_hash).toMatch(/AAAA$/);
  await fileAccess('set', ...which, '--everywhere');
  expect((await account()).password_hash).toBe((await credential()).password_hash);
  await fileAccess('revoke', ...which);
  expect((await account()).password_hash).toMatch(/AAAA$/);
});
