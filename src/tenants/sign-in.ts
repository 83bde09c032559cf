import { isId, type TenantId, type UserId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { isPassword } from './password.ts';
import type { User, UserRole } from './user.ts';

/** Longer than any login there is. */
const MAX_LOGIN_CHARS = 128;

/** The user with this login and password, or null; no hint which of the two is wrong, in time neither. */
export async function verifyPassword(db: Database, login: string, password: string): Promise<User | null> {
  const row =
    login.length > MAX_LOGIN_CHARS
      ? undefined
      : await db
          .selectFrom('users')
          .select([...USER_COLUMNS, 'users.password_hash'])
          .where('users.login', '=', login.trim().toLowerCase())
          .where('users.disabled_at', 'is', null)
          .executeTakeFirst();
  const matches = await isPassword(password, row?.password_hash ?? null);
  return matches && row !== undefined ? userFromRow(row) : null;
}

/** The tenant whose FTP account this is, or null. */
export async function verifyFtpLogin(db: Database, login: string, password: string): Promise<TenantId | null> {
  const row =
    login.length > MAX_LOGIN_CHARS
      ? undefined
      : await db
          .selectFrom('ftp_accounts')
          .select(['tenant_id', 'password_hash'])
          .where('login', '=', login)
          .executeTakeFirst();
  const matches = await isPassword(password, row?.password_hash ?? null);
  return matches && row !== undefined ? row.tenant_id : null;
}

/** Whose login this is, whatever password was given with it; null: nobody's. For the audit log alone. */
export async function userOfLogin(db: Database, login: string): Promise<Pick<User, 'id' | 'tenantId'> | null> {
  if (login.length > MAX_LOGIN_CHARS) return null;
  const row = await db
    .selectFrom('users')
    .select(['id', 'tenant_id as tenantId'])
    .where('login', '=', login.trim().toLowerCase())
    .executeTakeFirst();
  return row ?? null;
}

/** The tenant that has this FTP login, whatever password was given with it; null: none. For the audit log alone. */
export async function tenantOfFtpLogin(db: Database, login: string): Promise<TenantId | null> {
  if (login.length > MAX_LOGIN_CHARS) return null;
  const row = await db.selectFrom('ftp_accounts').select('tenant_id').where('login', '=', login).executeTakeFirst();
  return row?.tenant_id ?? null;
}

/** The logins of users by their ids; of what is no user's id, nothing. */
export async function loginsOf(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const known = ids.filter(isId) as UserId[];
  if (known.length === 0) return new Map();
  const rows = await db.selectFrom('users').select(['id', 'login']).where('id', 'in', known).execute();
  return new Map(rows.map(({ id, login }) => [id, login]));
}

export const USER_COLUMNS = [
  'users.id',
  'users.tenant_id',
  'users.login',
  'users.role',
  'users.extensions',
  'users.may_download',
] as const;

export interface UserRow {
  readonly id: User['id'];
  readonly tenant_id: TenantId | null;
  readonly login: string;
  readonly role: string;
  readonly extensions: readonly string[];
  readonly may_download: boolean;
}

export function userFromRow(row: UserRow): User {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    login: row.login,
    role: row.role as UserRole,
    extensions: row.extensions,
    mayDownload: row.may_download,
  };
}
