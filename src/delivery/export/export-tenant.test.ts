import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AuditLog } from '../../audit/index.ts';
import { newId, type TenantId } from '../../base/ids.ts';
import { saveUnrecordedCall } from '../../calls/index.ts';
import { addUser, saveContact } from '../../tenants/index.ts';
import { describeCall } from '../../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../../test/kit/database.ts';
import { PushFixture } from '../../../test/kit/push-fixture.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { exportTenant } from './export-tenant.ts';

const { db } = testDatabase();
const fixture = new PushFixture(db, '2026-03-12T05:00:00Z');
const audit = new AuditLog(db, fixture.clock);
const { clock, objects, keys } = fixture;
const deps = { db, clock, objects, keys, audit, by: { actor: 'cli', address: null }, keepUndeliveredDays: 0 };

async function tenantWithCalls() {
  const tenantId = await fixture.tenant(null);
  const recordings = [
    await fixture.recording(tenantId, '2026-03-10T10:00:00Z'),
    await fixture.recording(tenantId, '2026-03-10T11:00:00Z'),
    await fixture.recording(tenantId, '2026-03-11T10:00:00Z'),
  ];
  const startedAt = Date.parse('2026-03-11T12:00:00Z');
  await saveUnrecordedCall(db, { ...describeCall(tenantId, { startedAt }), endedAt: startedAt, reason: 'suspended' });
  await addUser(db, { tenantId, name: 'Anna', role: 'admin' }, clock.now());
  return { tenantId, recordings };
}

const run = (tenantId: TenantId, folder: string) => exportTenant(deps, { tenantId, folder });
const downloads = async (tenantId: TenantId): Promise<number> =>
  (await audit.list(tenantId)).filter(({ action }) => action === 'download').length;

test('writes every recording as FTP shows it, the calls, and the tenant’s data without secrets', async () => {
  const { tenantId, recordings } = await tenantWithCalls();
  await tenantWithCalls();
  const folder = temporaryFolder();
  expect(await run(tenantId, folder)).toMatchObject({ days: 2, recordings: 3, present: 0, unreadable: [] });
  for (const { path, audio } of recordings) expect(readFileSync(join(folder, path))).toEqual(audio);
  const calls = readFileSync(join(folder, 'calls.csv'), 'utf8');
  expect(calls.trim().split('\r\n')).toHaveLength(1 + 4);
  expect(calls).toContain('suspended');
  for (const { path } of recordings) expect(calls).toContain(path);
  expect(readdirSync(join(folder, '2026/03/10')).filter((name) => name.endsWith('.mp3'))).toHaveLength(2);
  expect(existsSync(join(folder, '2026/03/10/manifest_2026-03-10.csv'))).toBe(true);
  const data = readFileSync(join(folder, 'tenant.json'), 'utf8');
  expect(JSON.parse(data)).toMatchObject({ id: tenantId, users: [{ role: 'admin' }] });
  expect(data).not.toMatch(/scrypt|hash|password/i);
  expect((await audit.list(tenantId))[0]).toMatchObject({ action: 'tenant-exported', actor: 'cli' });
});

test('the tenant’s contacts are notified, once a day, before anything is written', async () => {
  const { tenantId } = await tenantWithCalls();
  await saveContact(db, tenantId, { email: 'iod@firma.example', kinds: ['data-protection'] });
  const sent = () => db.selectFrom('mails').selectAll().where('tenant_id', '=', tenantId).execute();
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  await expect(run(tenantId, file)).rejects.toThrow('EEXIST');
  expect(await sent()).toMatchObject([{ kind: 'tenant-exported', recipient: 'iod@firma.example' }]);
  await run(tenantId, temporaryFolder());
  expect(await sent()).toHaveLength(1);
});

test('a second run writes only what is missing or damaged', async () => {
  const { tenantId, recordings } = await tenantWithCalls();
  const folder = temporaryFolder();
  await run(tenantId, folder);
  expect(await downloads(tenantId)).toBe(3);
  const [first, second] = [recordings[0]!, recordings[1]!];
  rmSync(join(folder, first.path));
  writeFileSync(join(folder, second.path), Buffer.alloc(readFileSync(join(folder, second.path)).length));
  expect(await run(tenantId, folder)).toMatchObject({ recordings: 3, present: 1 });
  for (const { path, audio } of [first, second]) expect(readFileSync(join(folder, path))).toEqual(audio);
  expect(await downloads(tenantId)).toBe(5);
});

test('a recording that cannot be read is named and left out; the others are written', async () => {
  const { tenantId, recordings } = await tenantWithCalls();
  const folder = temporaryFolder();
  const { id, path } = recordings[1]!;
  const row = await db.selectFrom('recordings').select('object_key').where('id', '=', id).executeTakeFirstOrThrow();
  await fixture.objects.delete(row.object_key as never);
  expect(await run(tenantId, folder)).toMatchObject({ recordings: 2, unreadable: [path] });
  expect(existsSync(join(folder, path))).toBe(false);
  expect(readFileSync(join(folder, 'calls.csv'), 'utf8')).toContain('unreadable');
});

test('refuses an unknown tenant, and writes nothing', async () => {
  const folder = join(temporaryFolder(), 'new');
  await expect(run(newId<TenantId>(0), folder)).rejects.toMatchObject({ code: 'tenant-unknown' });
  expect(existsSync(folder)).toBe(false);
});
