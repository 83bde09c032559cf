import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { verifyFileLogin } from '../../test/kit/verify-file-login.ts';
import { addTenant, listTenants, verifyPassword } from './index.ts';

const { db } = testDatabase();
const now = Date.parse('2026-03-10T10:00:00Z');

describe('addTenant', () => {
  test('adds a panel user and an FTP account that accept their passwords', async () => {
    const { tenantId, panel, ftp } = await addTenant(
      db,
      { name: 'Piekarnia Żółw', plan: 'Biznes', numbers: ['22 123 45 67', '+48221234567', '0048512345678'] },
      now,
    );
    expect(panel.login).toBe('piekarnia-zolw');
    expect(ftp.login).toBe('piekarnia-zolw-ftp');
    expect(panel.password).toMatch(/^[a-km-zA-HJ-NP-Z2-9]{20}$/);
    expect(await verifyPassword(db, ' Piekarnia-Zolw ', panel.password)).toMatchObject({ tenantId, role: 'admin' });
    expect(await verifyFileLogin(db, ftp.login, ftp.password)).toMatchObject({ tenantId });
    const listed = (await listTenants(db, now)).find(({ id }) => id === tenantId);
    expect(listed).toEqual({
      id: tenantId,
      name: 'Piekarnia Żółw',
      plan: 'Biznes',
      numbers: ['+48221234567', '+48512345678'],
      callRecording: { included: true, enabled: false, recordInternal: false },
      suspension: null,
      leave: null,
      retentionDays: 30,
      pushActive: false,
    });
  });

  test('passwords are not stored', async () => {
    const { panel, ftp } = await addTenant(db, { name: 'Tajna', plan: 'Elite', numbers: [] }, now);
    const users = await db.selectFrom('users').select('password_hash').execute();
    const accounts = await db.selectFrom('ftp_accounts').select('password_hash').execute();
    const stored = [...users, ...accounts].map((row) => row.password_hash);
    for (const hash of stored) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(stored.join()).not.toContain(panel.password);
    expect(stored.join()).not.toContain(ftp.password);
  });

  test('tenants with the same name, even if added at once, get different logins', async () => {
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
