import { AppError } from '../base/errors.ts';
import type { TenantId, UserId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { useAccountLink } from './account-links.ts';
import { isOnlyOidc } from './oidc-providers.ts';
import { setPassword } from './user-accounts.ts';
import { ofEnabledTenant } from './users.ts';

/** One person may have accounts at several tenants. */
const MAX_ACCOUNTS = 10;

export interface MailedAccount {
  readonly id: UserId;
  readonly tenantId: TenantId | null;
  readonly login: string;
  readonly email: string;
}

/** The accounts with a login or an e-mail address whose password can be reset by mail. */
export async function resettableAccounts(db: Database, loginOrEmail: string): Promise<MailedAccount[]> {
  const text = loginOrEmail.trim().toLowerCase();
  const rows = await db
    .selectFrom('users')
    .where((is) => is.or([is('users.login', '=', text), is('users.email', '=', text)]))
    .where('users.email', 'is not', null)
    .where('users.disabled_at', 'is', null)
    .where('users.invited_at', 'is', null)
    .where(ofEnabledTenant)
    .select(['users.id', 'users.tenant_id as tenantId', 'users.login', 'users.email'])
    .orderBy('users.id')
    .limit(MAX_ACCOUNTS)
    .execute();
  const accounts: MailedAccount[] = [];
  for (const row of rows) {
    if (row.email !== null && !(await isOnlyOidc(db, row))) accounts.push({ ...row, email: row.email });
  }
  return accounts;
}

/**
 * Sets the password of the user whose link it is; the user's sessions end, the second factor stays. Throws `link-invalid`, also
 * for a user who was disabled.
 */
export function setPasswordByLink(
  db: Database,
  { token, newPassword, now }: { readonly token: string; readonly newPassword: string; readonly now: number },
): Promise<Pick<MailedAccount, 'id' | 'tenantId' | 'login'> & { readonly invited: boolean }> {
  return inTransaction(db, async (transaction) => {
    const { userId, kind } = await useAccountLink(transaction, { token, kinds: ['password-reset', 'invitation'], now });
    const user = await transaction
      .selectFrom('users')
      .where('users.id', '=', userId)
      .where('users.disabled_at', 'is', null)
      .where(ofEnabledTenant)
      .select(['users.id', 'users.tenant_id as tenantId', 'users.login'])
      .executeTakeFirst();
    if (user === undefined) throw new AppError('link-invalid');
    await setPassword(transaction, userId, newPassword);
    return { ...user, invited: kind === 'invitation' };
  });
}
