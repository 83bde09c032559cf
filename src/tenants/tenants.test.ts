import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { newId, type TenantId } from '../base/ids.ts';
import {
  addSource,
  addTenant,
  addUser,
  listTenants,
  newFtpPassword,
  setCallRecording,
  tenantServices,
  verifyFtpLogin,
  verifyPassword,
} from './index.ts';

const { db } = testDatabase();
const now = Date.parse('2026-03-10T10:00:00Z');

describe('addTenant', () => {
  test('gives a panel user and an FTP account that open with their passwords', async () => {
    const { tenantId, panel, ftp } = await addTenant(
      db,
      { name: 'Piekarnia Żółw', plan: 'Biznes', numbers: ['22 123 45 67', '+48221234567', '0048512345678'] },
      now,
    );
    expect(panel.login).toBe('piekarnia-zolw');
    expect(ftp.login).toBe('piekarnia-zolw-ftp');
    expect(panel.password).toMatch(/^[a-km-zA-HJ-NP-Z2-9]{20}$/);
    expect(await verifyPassword(db, ' Piekarnia-Zolw ', panel.password)).toMatchObject({ tenantId, role: 'admin' });
    expect(await verifyFtpLogin(db, ftp.login, ftp.password)).toBe(tenantId);
    const listed = (await listTenants(db, now)).find(({ id }) => id === tenantId);
    expect(listed).toEqual({
      id: tenantId,
      name: 'Piekarnia Żółw',
      plan: 'Biznes',
      numbers: ['+48221234567', '+48512345678'],
      callRecording: { included: true, enabled: false, recordInternal: false },
      retentionDays: 30,
      pushActive: false,
    });
  });

  test('passwords are nowhere stored', async () => {
    const { panel, ftp } = await addTenant(db, { name: 'Tajna', plan: 'Elite', numbers: [] }, now);
    const users = await db.selectFrom('users').select('password_hash').execute();
    const accounts = await db.selectFrom('ftp_accounts').select('password_hash').execute();
    const stored = [...users, ...accounts].map((row) => row.password_hash);
    for (const hash of stored) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(stored.join()).not.toContain(panel.password);
    expect(stored.join()).not.toContain(ftp.password);
  });

  test('two tenants of one name, even at once, get logins of their own', async () => {
    const twin = { name: 'Bliźniak', plan: 'Biznes', numbers: [] };
    const added = await Promise.all([1, 2, 3].map(() => addTenant(db, twin, now)));
    expect(added.map(({ panel }) => panel.login).sort()).toEqual(['blizniak', 'blizniak-2', 'blizniak-3']);
    expect(new Set(added.map(({ ftp }) => ftp.login)).size).toBe(3);
  });

  test.each([
    ['plan-unknown', { name: 'X', plan: 'Złoty', numbers: [] }],
    ['number-invalid', { name: 'X', plan: 'Biznes', numbers: ['abc'] }],
    ['number-invalid', { name: 'X', plan: 'Biznes', numbers: ['101'] }],
    ['number-taken', { name: 'X', plan: 'Biznes', numbers: ['600 100 200', '600 000 000'] }],
    ['request-invalid', { name: '  ', plan: 'Biznes', numbers: [] }],
  ])('refuses with %s and leaves nothing behind', async (code, tenant) => {
    await addTenant(db, { name: 'Pierwsza', plan: 'Biznes', numbers: ['600000000'] }, now).catch(() => {});
    const before = await listTenants(db, now);
    await expect(addTenant(db, tenant, now)).rejects.toMatchObject({ code });
    expect(await listTenants(db, now)).toEqual(before);
  });
});

describe('services', () => {
  test('switches change what they are told to, no more', async () => {
    const { tenantId } = await addTenant(db, { name: 'Biuro', plan: 'Premium', numbers: [] }, now);
    expect(await setCallRecording(db, tenantId, { enabled: true }, now)).toEqual({
      included: true,
      enabled: true,
      recordInternal: false,
    });
    expect(await setCallRecording(db, tenantId, { recordInternal: true }, now)).toMatchObject({ enabled: true });
    expect(await tenantServices(db, tenantId, now)).toMatchObject({
      plan: 'Premium',
      callRecording: { included: true, enabled: true, recordInternal: true },
      ftp: { login: 'biuro-ftp', passwordChangedAt: now },
    });
  });

  test('a plan without recording can only switch it off', async () => {
    const { tenantId } = await addTenant(db, { name: 'Mała', plan: 'Start', numbers: [] }, now);
    await expect(setCallRecording(db, tenantId, { enabled: true }, now)).rejects.toMatchObject({
      code: 'recording-not-in-plan',
    });
    expect(await setCallRecording(db, tenantId, { enabled: false }, now)).toMatchObject({
      included: false,
      enabled: false,
    });
  });

  test.each([newId<TenantId>(1), 'no id' as TenantId])('there is no tenant %s', async (tenantId) => {
    await expect(setCallRecording(db, tenantId, {}, now)).rejects.toMatchObject({ code: 'tenant-unknown' });
  });

  test('a new FTP password replaces the old one', async () => {
    const { tenantId, ftp } = await addTenant(db, { name: 'Pliki', plan: 'Biznes', numbers: [] }, now);
    const made = await newFtpPassword(db, tenantId, now + 1000);
    expect(made.login).toBe(ftp.login);
    expect(await verifyFtpLogin(db, ftp.login, ftp.password)).toBeNull();
    expect(await verifyFtpLogin(db, ftp.login, made.password)).toBe(tenantId);
    expect((await tenantServices(db, tenantId, now)).ftp.passwordChangedAt).toBe(now + 1000);
  });
});

describe('passwords', () => {
  test.each(['', 'wrong', 'x'.repeat(10_000)])(
    'neither a wrong password nor an unknown login opens',
    async (password) => {
      await addUser(db, { tenantId: null, name: 'dyżurny', role: 'operator-support' }, now);
      expect(await verifyPassword(db, 'dyzurny', password)).toBeNull();
      expect(await verifyPassword(db, 'nobody', password)).toBeNull();
      expect(await verifyFtpLogin(db, 'x'.repeat(1_000_000), password)).toBeNull();
    },
  );

  test('a disabled user does not get in', async () => {
    const { id, login, password } = await addUser(db, { tenantId: null, name: 'byly', role: 'operator-admin' }, now);
    expect(await verifyPassword(db, login, password)).toMatchObject({ id, tenantId: null });
    await db.updateTable('users').set({ disabled_at: new Date() }).where('id', '=', id).execute();
    expect(await verifyPassword(db, login, password)).toBeNull();
  });
});

describe('addSource', () => {
  test('stores the address in one spelling and the key as a hash', async () => {
    const { sourceId, apiKey } = await addSource(db, { name: 'PBX 1', address: '2001:DB8:0::0001' }, now);
    const row = await db.selectFrom('sources').selectAll().where('id', '=', sourceId).executeTakeFirstOrThrow();
    expect(row.address).toBe('2001:db8::1');
    expect(row.api_key_hash).toHaveLength(32);
    expect(apiKey).toHaveLength(43);
    await addSource(db, { name: 'uploads only' }, now);
    await addSource(db, { name: 'uploads only, too' }, now);
  });

  test.each([
    ['address-invalid', { name: 'PBX', address: 'pbx.example' }],
    ['source-address-taken', { name: 'PBX', address: '::ffff:192.0.2.7' }],
    ['tenant-unknown', { name: 'PBX', tenantId: newId<TenantId>(1) }],
    ['tenant-unknown', { name: 'PBX', tenantId: 'no id' as TenantId }],
  ])('refuses with %s', async (code, source) => {
    await addSource(db, { name: 'first', address: '192.0.2.7' }, now).catch(() => {});
    await expect(addSource(db, source, now)).rejects.toMatchObject({ code });
  });
});
