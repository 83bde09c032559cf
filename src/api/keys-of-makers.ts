import { queueMail } from '../mail/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type ChangedUser, listTenantKeys, mayMakeKey } from '../tenants/index.ts';
import { leftKeysMail } from './account-mails.ts';

/**
 * Keys belong to the tenant: they stay valid when the person who made them is blocked or loses rights. But then the tenant's contacts
 * get a mail that names them, as the person may still have copies. Written in the transaction of the change.
 */
export async function reportLeftKeys(
  transaction: Database,
  { before, after }: ChangedUser,
  now: number,
): Promise<void> {
  const { tenantId, id, login } = after;
  if (tenantId === null) return;
  const left = (await listTenantKeys(transaction, tenantId)).filter(
    ({ maker, scopes, expiresAt }) =>
      maker?.id === id &&
      (expiresAt === null || expiresAt > now) &&
      mayMakeKey(before, scopes) &&
      !mayMakeKey(after, scopes),
  );
  if (left.length === 0) return;
  const keys = left.map(({ name, prefix }) => `${name} (${prefix}…)`);
  const write = leftKeysMail({ login, keys });
  await queueMail(transaction, { tenantId, kind: 'api-keys-left', to: 'technical', write, now });
}
