import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { verifyFileLogin } from '../../test/kit/verify-file-login.ts';
import { until } from '../../test/kit/until.ts';
import { inTransaction } from '../platform/postgres/index.ts';
import { addFirstOperator, addUser, verifyPassword } from './index.ts';

const { db } = testDatabase();
const now = Date.parse('2026-03-10T10:00:00Z');

test('the operator’s first account is added once', async () => {
  const made = await addFirstOperator(db, Date.now());
  expect(await verifyPassword(db, made!.login, made!.password)).toMatchObject({
    role: 'operator-admin',
    tenantId: null,
  });
  expect(await addFirstOperator(db, Date.now())).toBeNull();
});

test('of two processes that start at once on an empty database, one adds it', async () => {
  await db.deleteFrom('users').execute();
  const [made, other] = await inTransaction(db, async (transaction) => {
    const added = await addFirstOperator(transaction, now);
    const other = addFirstOperator(db, now);
    await until('the other one waits', async () => {
      const { rows } = await sql`SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`.execute(db);
      return rows.length > 0;
    });
    return [added, { added: other }] as const;
  });
  expect([made?.login, await other.added]).toEqual(['operator', null]);
});

describe('passwords', () => {
  test.each(['', 'wrong', 'x'.repeat(10_000)])(
    'neither a wrong password nor an unknown login is accepted',
    async (password) => {
      await addUser(db, { tenantId: null, name: 'dyżurny', role: 'operator-support' }, now);
      expect(await verifyPassword(db, 'dyzurny', password)).toBeNull();
      expect(await verifyPassword(db, 'nobody', password)).toBeNull();
      expect(await verifyFileLogin(db, 'x'.repeat(1_000_000), password)).toBeNull();
    },
  );

  test('a disabled user is refused', async () => {
    const { id, login, password } = await addUser(db, { tenantId: null, name: 'byly', role: 'operator-admin' }, now);
    expect(await verifyPassword(db, login, password)).toMatchObject({ id, tenantId: null });
    await db.updateTable('users').set({ disabled_at: new Date() }).where('id', '=', id).execute();
    expect(await verifyPassword(db, login, password)).toBeNull();
  });
});
