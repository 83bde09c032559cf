import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { isAllowedAddress } from './allowed-networks.ts';
import {
  type Credentials,
  generatePassword,
  hashPassword,
  insertWithFreeLogin,
  isPassword,
  loginStem,
  MAX_LOGIN_CHARS,
} from './credentials.ts';

/** Adds the FTP account of a new tenant. */
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
  const login = await insertWithFreeLogin(`${loginStem(name)}-ftp`, async (login) => {
    const insert = db.insertInto('ftp_accounts').values({ ...row, login });
    return insert.onConflict((taken) => taken.column('login').doNothing()).executeTakeFirst();
  });
  return { login, password };
}

/** Replaces the password of the tenant's FTP account; the old one is no longer accepted. Throws `tenant-unknown`. */
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

interface VerifiedFtpLogin {
  readonly tenantId: TenantId;
  /** Whether the same password would be accepted now, from this address. */
  isCurrent(address: string): Promise<boolean>;
}

/** The tenant with this FTP login and password, or null. */
export async function verifyFtpLogin(db: Database, login: string, password: string): Promise<VerifiedFtpLogin | null> {
  const account = login.length > MAX_LOGIN_CHARS ? undefined : await enabledAccount(db, login);
  const matches = await isPassword(password, account?.password_hash ?? null);
  if (!matches || account === undefined) return null;
  return {
    tenantId: account.tenant_id,
    isCurrent: async (address) => {
      const now = await enabledAccount(db, login);
      return now?.password_hash === account.password_hash && isAllowedAddress(now.allowed_networks, address);
    },
  };
}

function enabledAccount(db: Database, login: string) {
  return db
    .selectFrom('ftp_accounts')
    .innerJoin('tenants', 'tenants.id', 'ftp_accounts.tenant_id')
    .select(['ftp_accounts.tenant_id', 'ftp_accounts.password_hash', 'tenants.allowed_networks'])
    .where('ftp_accounts.login', '=', login)
    .where('tenants.disabled_at', 'is', null)
    .executeTakeFirst();
}

/** The tenant with this FTP login, without a check of the password: only for the audit log. Null: there is none. */
export async function tenantOfFtpLogin(db: Database, login: string): Promise<TenantId | null> {
  if (login.length > MAX_LOGIN_CHARS) return null;
  const row = await db.selectFrom('ftp_accounts').select('tenant_id').where('login', '=', login).executeTakeFirst();
  return row?.tenant_id ?? null;
}
