import { AppError } from '../base/errors.ts';
import { newId, type TenantId, type UserId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { loginCandidate, loginStem } from './login-name.ts';
import { generatePassword, hashPassword } from './password.ts';
import type { Credentials, OperatorRole, TenantRole } from './user.ts';

/** Tenants with one name beyond this many get a login by hand. */
const MAX_LOGIN_ATTEMPTS = 1000;
const FIRST_OPERATOR_LOGIN = 'operator';

export interface NewUser {
  /** Null for the operator's staff. */
  readonly tenantId: TenantId | null;
  /** Asked for; another is given when it is taken. */
  readonly name: string;
  readonly role: TenantRole | OperatorRole;
  readonly extensions?: readonly string[];
  readonly mayDownload?: boolean;
}

export interface AddedUser extends Credentials {
  readonly id: UserId;
}

/** Makes a user with a login after the name and a password of its own. `nowMs` is Unix time. */
export async function addUser(db: Database, user: NewUser, nowMs: number): Promise<AddedUser> {
  const id = newId<UserId>(nowMs);
  const password = generatePassword();
  const row = {
    id,
    tenant_id: user.tenantId,
    password_hash: await hashPassword(password),
    role: user.role,
    extensions: [...(user.extensions ?? [])],
    may_download: user.mayDownload ?? false,
  };
  const login = await firstFree(loginStem(user.name), async (login) => {
    const insert = db.insertInto('users').values({ ...row, login });
    return insert.onConflict((taken) => taken.column('login').doNothing()).executeTakeFirst();
  });
  return { id, login, password };
}

/** Makes the operator's first account on an empty installation; null when the operator has one. */
export async function addFirstOperator(db: Database, nowMs: number): Promise<AddedUser | null> {
  const known = await db.selectFrom('users').where('tenant_id', 'is', null).select('id').limit(1).executeTakeFirst();
  if (known !== undefined) return null;
  return addUser(db, { tenantId: null, name: FIRST_OPERATOR_LOGIN, role: 'operator-admin' }, nowMs);
}

/** Makes the FTP account of a new tenant. */
export async function addFtpAccount(
  db: Database,
  { tenantId, name }: { readonly tenantId: TenantId; readonly name: string },
  nowMs: number,
): Promise<Credentials> {
  const password = generatePassword();
  const row = {
    tenant_id: tenantId,
    password_hash: await hashPassword(password),
    password_changed_at: new Date(nowMs),
  };
  const login = await firstFree(`${loginStem(name)}-ftp`, async (login) => {
    const insert = db.insertInto('ftp_accounts').values({ ...row, login });
    return insert.onConflict((taken) => taken.column('login').doNothing()).executeTakeFirst();
  });
  return { login, password };
}

/** Gives the tenant's FTP account a new password; the old one no longer opens it. */
export async function newFtpPassword(db: Database, tenantId: TenantId, nowMs: number): Promise<Credentials> {
  const password = generatePassword();
  const account = await db
    .updateTable('ftp_accounts')
    .set({ password_hash: await hashPassword(password), password_changed_at: new Date(nowMs) })
    .where('tenant_id', '=', tenantId)
    .returning('login')
    .executeTakeFirst();
  if (account === undefined) throw new AppError('tenant-unknown');
  return { login: account.login, password };
}

type Insert = (login: string) => Promise<{ readonly numInsertedOrUpdatedRows?: bigint | undefined }>;

async function firstFree(stem: string, insert: Insert): Promise<string> {
  for (let attempt = 1; attempt <= MAX_LOGIN_ATTEMPTS; attempt++) {
    const login = loginCandidate(stem, attempt);
    const { numInsertedOrUpdatedRows } = await insert(login);
    if (numInsertedOrUpdatedRows === 1n) return login;
  }
  throw new Error(`no free login for ${stem}`);
}
