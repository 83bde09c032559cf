import { type ExpressionBuilder, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import { isId, newId, type TenantId, type UserId } from '../base/ids.ts';
import { type Database, inTransaction, type Schema } from '../platform/postgres/index.ts';
import {
  type Credentials,
  generatePassword,
  hashPassword,
  insertWithFreeLogin,
  isPassword,
  loginStem,
  MAX_LOGIN_CHARS,
} from './credentials.ts';
import { effectiveRights, type Right } from './rights.ts';
import { OPERATOR_ROLES, type UserRole } from './roles.ts';
import { lockTenant } from './subscriptions.ts';

export interface User {
  readonly id: UserId;
  /** Null for the operator's staff. */
  readonly tenantId: TenantId | null;
  readonly login: string;
  readonly role: UserRole;
  /** The numbers whose calls the user may see, its own and those of its groups; null: all of the tenant's. */
  readonly numbers: readonly string[] | null;
  /** What the user may do: the rights of the role, with those given and taken. */
  readonly rights: readonly Right[];
}

const FIRST_OPERATOR_LOGIN = 'operator';

interface NewUser {
  /** Null for the operator's staff. */
  readonly tenantId: TenantId | null;
  /** The login is made from it. */
  readonly name: string;
  readonly role: UserRole;
  /** The numbers whose calls an agent sees. */
  readonly extensions?: readonly string[];
  readonly email?: string;
  /** The password must be changed at the first sign-in. */
  readonly passwordTemporary?: boolean;
  /** Rights that the role does not give. */
  readonly given?: readonly Right[];
  /** Rights of the role that the user does not have. */
  readonly taken?: readonly Right[];
}

interface AddedUser extends Credentials {
  readonly id: UserId;
}

/** Of a tenant, blocked ones too: one page of the panel lists them all. */
const MAX_USERS = 2_000;

/**
 * Adds a user with a login made from the name and a generated password. `nowMs` is Unix time. Throws `tenant-unknown`,
 * `too-many-users`.
 */
export async function addUser(db: Database, user: NewUser, nowMs: number): Promise<AddedUser> {
  const id = newId<UserId>(nowMs);
  const password = generatePassword();
  const row = {
    id,
    tenant_id: user.tenantId,
    password_hash: await hashPassword(password),
    role: user.role,
    limited: user.role === 'agent',
    extensions: [...(user.extensions ?? [])],
    email: user.email ?? null,
    password_temporary: user.passwordTemporary ?? false,
    rights_given: [...(user.given ?? [])],
    rights_taken: [...(user.taken ?? [])],
  };
  return inTransaction(db, async (transaction) => {
    if (user.tenantId !== null) await requireRoom(transaction, user.tenantId);
    const login = await insertWithFreeLogin(loginStem(user.name), async (login) => {
      const insert = transaction.insertInto('users').values({ ...row, login });
      return insert.onConflict((taken) => taken.column('login').doNothing()).executeTakeFirst();
    });
    return { id, login, password };
  });
}

/** Locks the tenant: of two added at once the second counts the first. */
async function requireRoom(transaction: Database, tenantId: TenantId): Promise<void> {
  await lockTenant(transaction, tenantId);
  const { count } = await transaction
    .selectFrom('users')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  if (count >= MAX_USERS) throw new AppError('too-many-users');
}

/** Adds an account of the operator's staff. Its password must be changed at the first sign-in. */
export function addOperator(
  db: Database,
  user: { readonly name: string; readonly role: (typeof OPERATOR_ROLES)[number] },
  nowMs: number,
): Promise<AddedUser> {
  return addUser(db, { ...user, tenantId: null, passwordTemporary: true }, nowMs);
}

/**
 * Adds the operator's first account to an empty installation; null if the operator already has one. Of several processes
 * that start at once, one adds it: the others wait for its transaction.
 */
export function addFirstOperator(db: Database, nowMs: number): Promise<AddedUser | null> {
  return inTransaction(db, async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended('fonoteka first operator', 0))`.execute(transaction);
    const known = await transaction
      .selectFrom('users')
      .where('tenant_id', 'is', null)
      .select('id')
      .limit(1)
      .executeTakeFirst();
    if (known !== undefined) return null;
    return addOperator(transaction, { name: FIRST_OPERATOR_LOGIN, role: 'operator-admin' }, nowMs);
  });
}

/** The user with this login and password, or null. Neither the result nor its duration reveals which of the two is wrong. */
export async function verifyPassword(db: Database, login: string, password: string): Promise<User | null> {
  const row =
    login.length > MAX_LOGIN_CHARS
      ? undefined
      : await db
          .selectFrom('users')
          .select([...USER_COLUMNS, 'users.password_hash'])
          .where('users.login', '=', login.trim().toLowerCase())
          .where('users.disabled_at', 'is', null)
          .where(ofEnabledTenant)
          .executeTakeFirst();
  const matches = await isPassword(password, row?.password_hash ?? null);
  return matches && row !== undefined ? userFromRow(row) : null;
}

/** The user, unless blocked or of a disabled tenant. */
export async function activeUser(db: Database, id: UserId): Promise<User | null> {
  const row = await db
    .selectFrom('users')
    .select(USER_COLUMNS)
    .where('users.id', '=', id)
    .where('users.disabled_at', 'is', null)
    .where(ofEnabledTenant)
    .executeTakeFirst();
  return row === undefined ? null : userFromRow(row);
}

/** The user with this login, without a check of the password: only for the audit log. Null: there is none. */
export async function userOfLogin(db: Database, login: string): Promise<Pick<User, 'id' | 'tenantId'> | null> {
  if (login.length > MAX_LOGIN_CHARS) return null;
  const row = await db
    .selectFrom('users')
    .select(['id', 'tenant_id as tenantId'])
    .where('login', '=', login.trim().toLowerCase())
    .executeTakeFirst();
  return row ?? null;
}

/** The logins of users by their ids; other texts are ignored. */
export async function loginsOf(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const known = ids.filter(isId) as UserId[];
  if (known.length === 0) return new Map();
  const rows = await db.selectFrom('users').select(['id', 'login']).where('id', 'in', known).execute();
  return new Map(rows.map(({ id, login }) => [id, login]));
}

/** For queries of `users`: the operator's staff, and users of tenants that are not disabled. */
export function ofEnabledTenant(is: ExpressionBuilder<Schema, 'users'>) {
  const disabled = is
    .selectFrom('tenants')
    .select('tenants.id')
    .whereRef('tenants.id', '=', 'users.tenant_id')
    .where('tenants.disabled_at', 'is not', null);
  return is.not(is.exists(disabled));
}

export const USER_COLUMNS = [
  'users.id',
  'users.tenant_id',
  'users.login',
  'users.role',
  'users.limited',
  'users.extensions',
  sql<string[]>`ARRAY(
    SELECT unnest(number_groups.numbers) FROM user_number_groups
    JOIN number_groups ON number_groups.id = user_number_groups.group_id
    WHERE user_number_groups.user_id = users.id)`.as('group_numbers'),
  'users.rights_given',
  'users.rights_taken',
] as const;

export function userFromRow(row: {
  readonly id: UserId;
  readonly tenant_id: TenantId | null;
  readonly login: string;
  readonly role: string;
  readonly limited: boolean;
  readonly extensions: readonly string[];
  readonly group_numbers: readonly string[];
  readonly rights_given: readonly string[];
  readonly rights_taken: readonly string[];
}): User {
  const role = row.role as UserRole;
  // A process of the previous release adds agents without the column.
  const limited = row.limited || role === 'agent';
  const changes = { given: row.rights_given, taken: row.rights_taken };
  return {
    id: row.id,
    tenantId: row.tenant_id,
    login: row.login,
    role,
    numbers: limited ? [...new Set([...row.extensions, ...row.group_numbers])].toSorted() : null,
    rights: effectiveRights(role, changes, { limited }),
  };
}
