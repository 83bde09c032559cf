import { AppError } from '../base/errors.ts';
import type { TenantId, UserId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { endAccountLinks } from './account-links.ts';
import { generatePassword, hashPassword, isPassword } from './credentials.ts';
import type { UserRole } from './roles.ts';

/** A user as the operator sees it. */
export interface ListedUser {
  readonly id: UserId;
  /** Null for the operator's staff. */
  readonly tenantId: TenantId | null;
  readonly login: string;
  readonly role: UserRole;
  readonly disabled: boolean;
  /** Whether sign-ins need a one-time code. */
  readonly totp: boolean;
}

/** All users, or those of a tenant, or the operator's staff (null), sorted by login. */
export async function listUsers(db: Database, only?: TenantId | null): Promise<ListedUser[]> {
  let query = db
    .selectFrom('users')
    .leftJoin('user_totp', 'user_totp.user_id', 'users.id')
    .select(['users.id', 'users.tenant_id', 'users.login', 'users.role', 'users.disabled_at', 'user_totp.confirmed_at'])
    .orderBy('users.login');
  if (only !== undefined) query = query.where('users.tenant_id', only === null ? 'is' : '=', only);
  const rows = await query.execute();
  return rows.map((row) => ({
    id: row.id,
    tenantId: row.tenant_id,
    login: row.login,
    role: row.role as UserRole,
    disabled: row.disabled_at !== null,
    totp: row.confirmed_at !== null,
  }));
}

/** The user with a login. Throws `user-unknown`. */
export async function requireUser(db: Database, login: string): Promise<Pick<ListedUser, 'id' | 'tenantId'>> {
  const row = await db
    .selectFrom('users')
    .select(['id', 'tenant_id as tenantId'])
    .where('login', '=', login.trim().toLowerCase())
    .executeTakeFirst();
  if (row === undefined) throw new AppError('user-unknown');
  return row;
}

/** Generates a password that the user must change at the next sign-in. The user's sessions end. */
export async function resetPassword(db: Database, id: UserId): Promise<string> {
  const password = generatePassword();
  await setPassword(db, id, password, { temporary: true });
  return password;
}

/**
 * Changes a password. All sessions of the user end: the caller begins a new one. So do the links in mails: what was asked for
 * before cannot undo the change.
 */
export async function setPassword(
  db: Database,
  id: UserId,
  password: string,
  { temporary = false } = {},
): Promise<void> {
  const password_hash = await hashPassword(password);
  const change = { password_hash, password_temporary: temporary, invited_at: null };
  await inTransaction(db, async (transaction) => {
    await transaction.updateTable('users').set(change).where('id', '=', id).execute();
    await endAccountLinks(transaction, id);
  });
}

/** Longer than any address (RFC 5321 §4.5.3.1.3). */
const MAX_EMAIL_CHARS = 254;

/** Sets where a user's own mails go, and by what the company account is recognized. Throws `request-invalid`, `email-taken`. */
export async function setUserEmail(db: Database, id: UserId, email: string): Promise<void> {
  const address = readEmail(email);
  await db.updateTable('users').set({ email: address }).where('id', '=', id).execute();
  // They are in the mailbox of the earlier address, or would set another one.
  await endAccountLinks(db, id, ['password-reset', 'email-change']);
}

/** As it is stored. Throws `request-invalid`. */
export function readEmail(text: string): string {
  const address = text.trim().toLowerCase();
  if (address.length > MAX_EMAIL_CHARS || !/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(address)) {
    throw new AppError('request-invalid', 'not an e-mail address');
  }
  return address;
}

/**
 * Replaces a password that was printed or sent, and not changed since, by one that nobody knows: for a person who signs in in
 * another way, and need not change it first.
 */
export async function voidTemporaryPassword(db: Database, id: UserId): Promise<void> {
  const row = await db.selectFrom('users').where('id', '=', id).select('password_temporary').executeTakeFirst();
  if (row?.password_temporary !== true) return;
  const password_hash = await hashPassword(generatePassword());
  await db.updateTable('users').set({ password_hash, password_temporary: false }).where('id', '=', id).execute();
}

/** Whether it is the user's password. */
export async function isPasswordOf(db: Database, id: UserId, password: string): Promise<boolean> {
  const row = await db.selectFrom('users').where('id', '=', id).select('password_hash').executeTakeFirst();
  return isPassword(password, row?.password_hash ?? null);
}
