import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { addFirstOperator, verifyPassword } from './index.ts';

const { db } = testDatabase();

test('the operator’s first account is made once', async () => {
  const made = await addFirstOperator(db, Date.now());
  expect(await verifyPassword(db, made!.login, made!.password)).toMatchObject({
    role: 'operator-admin',
    tenantId: null,
  });
  expect(await addFirstOperator(db, Date.now())).toBeNull();
});
