import { AppError } from '../base/errors.ts';
import type { TenantId, UserId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { Credentials } from './credentials.ts';
import { exceeds, isAdministrator, type ManagedBy, requireMayManage } from './manage-rules.ts';
import { asLocked } from './managing.ts';
import { lockManagedUsers, type ManagedUser, type StoredUser, type UserLimits } from './managed-users.ts';
import { listNumberGroups, readNumbers } from './number-groups.ts';
import { offeredRights, type Right, rightChanges } from './rights.ts';
import type { UserRole } from './roles.ts';
import { lockTenant } from './subscriptions.ts';
import { addUser } from './users.ts';

/** What is changed of a user; what is left out stays. */
export interface UserChange {
  readonly role?: UserRole;
  /** Exactly these. */
  readonly rights?: readonly Right[];
  /** To which calls the user is limited; null: to none. Agents always are. */
  readonly limitedTo?: UserLimits | null;
  readonly disabled?: boolean;
}

interface Managing {
  readonly by: ManagedBy;
  /** Unix ms. */
  readonly now: number;
}

export interface ChangedUser {
  readonly before: ManagedUser;
  readonly after: ManagedUser;
}

/**
 * Changes a user in the caller's transaction. Nobody raises themselves or somebody above their own rights, and the last
 * administrator stays one. Throws `user-unknown`, `own-account`, `above-own-rights`, `last-administrator`, `request-invalid`.
 */
export async function changeUser(
  transaction: Database,
  id: UserId,
  changeOf: (before: ManagedUser) => UserChange | Promise<UserChange>,
  { by, now }: Managing,
): Promise<ChangedUser> {
  const found = await transaction.selectFrom('users').select('tenant_id').where('id', '=', id).executeTakeFirst();
  if (found === undefined || (by !== 'operator' && by.tenantId !== found.tenant_id)) throw new AppError('user-unknown');
  const users = await lockManagedUsers(transaction, found.tenant_id);
  const before = users.find((user) => user.id === id)!;
  const managing = asLocked(by, users);
  requireMayManage(managing, before);
  await write(transaction, before, await changeOf(before), now);
  const changed = await lockManagedUsers(transaction, found.tenant_id);
  const after = changed.find((user) => user.id === id)!;
  requireMayManage(managing, after);
  if (exceeds(after, before) || (before.disabled && !after.disabled)) await setRaised(transaction, id, now);
  if (users.some(isAdministrator) && !changed.some(isAdministrator)) throw new AppError('last-administrator');
  return { before, after };
}

async function setRaised(transaction: Database, id: UserId, now: number): Promise<void> {
  await transaction
    .updateTable('users')
    .set({ raised_at: new Date(now) })
    .where('id', '=', id)
    .execute();
}

interface NewManagedUser extends Pick<UserChange, 'rights' | 'limitedTo'> {
  readonly tenantId: TenantId;
  /** The login is made from it. */
  readonly name: string;
  readonly role: UserRole;
}

/**
 * Adds a user to a tenant. Its password must be changed at the first sign-in. Throws `too-many-users`, `above-own-rights`,
 * `request-invalid`, `number-invalid`.
 */
export async function addManagedUser(
  transaction: Database,
  { tenantId, name, role, ...change }: NewManagedUser,
  { by, now }: Managing,
): Promise<Credentials & { readonly user: ManagedUser }> {
  // Before its users: `addUser` counts them.
  await lockTenant(transaction, tenantId);
  const users = await lockManagedUsers(transaction, tenantId);
  const { id, login, password } = await addUser(transaction, { tenantId, name, role, passwordTemporary: true }, now);
  const own = (all: readonly StoredUser[]) => all.find((user) => user.id === id)!;
  await write(transaction, own(await lockManagedUsers(transaction, tenantId)), change, now);
  const user = own(await lockManagedUsers(transaction, tenantId));
  requireMayManage(asLocked(by, users), user);
  return { login, password, user };
}

async function write(transaction: Database, before: StoredUser, change: UserChange, now: number): Promise<void> {
  const { role = before.role, disabled = before.disabled } = change;
  requireRoleOf(before.tenantId, role);
  const limitedTo = change.limitedTo === undefined ? before.limitedTo : change.limitedTo;
  const limited = role === 'agent' || limitedTo !== null;
  await transaction
    .updateTable('users')
    .set({
      role,
      limited,
      extensions: readNumbers(limitedTo?.numbers ?? []),
      ...storedRights(before, { role, limited, rights: change.rights }),
      ...(disabled === before.disabled ? {} : { disabled_at: disabled ? new Date(now) : null }),
    })
    .where('id', '=', before.id)
    .execute();
  await setGroups(transaction, before, limitedTo?.groups ?? []);
}

function requireRoleOf(tenantId: TenantId | null, role: UserRole): void {
  if (role.startsWith('operator-') !== (tenantId === null))
    throw new AppError('request-invalid', 'the role is not one of theirs');
}

interface WantedRights {
  readonly role: UserRole;
  readonly limited: boolean;
  readonly rights: readonly Right[] | undefined;
}

/** What was changed of rights that the user cannot have at the moment stays as it is. */
function storedRights({ given, taken }: StoredUser, { role, limited, rights }: WantedRights) {
  if (rights === undefined) return {};
  const offered = offeredRights(role, { limited });
  const refused = rights.find((right) => !offered.includes(right));
  if (refused !== undefined) throw new AppError('request-invalid', `this user cannot have the right ${refused}`);
  const wanted = rightChanges(role, rights, { limited });
  const notOffered = (names: readonly string[]) => names.filter((name) => !offered.some((right) => right === name));
  return {
    rights_given: [...notOffered(given), ...wanted.given],
    rights_taken: [...notOffered(taken), ...wanted.taken],
  };
}

async function setGroups(
  transaction: Database,
  { id, tenantId }: StoredUser,
  groups: UserLimits['groups'],
): Promise<void> {
  await transaction.deleteFrom('user_number_groups').where('user_id', '=', id).execute();
  if (groups.length === 0) return;
  const known = tenantId === null ? [] : await listNumberGroups(transaction, tenantId);
  if (groups.some((group) => !known.some((one) => one.id === group))) {
    throw new AppError('request-invalid', 'there is no such number group');
  }
  const rows = [...new Set(groups)].map((group_id) => ({ user_id: id, group_id }));
  await transaction.insertInto('user_number_groups').values(rows).execute();
}

/** What of a user was changed, for the audit log: without names and numbers. */
export function changeDetail({ before, after }: ChangedUser): Readonly<Record<string, string>> {
  const was = textsOf(before);
  const changed = Object.entries(textsOf(after)).filter(([name, text]) => was[name] !== text);
  return Object.fromEntries(changed.map(([name, text]) => [name, `${was[name]} → ${text}`]));
}

function textsOf({ role, rights, limitedTo }: ManagedUser): Readonly<Record<string, string>> {
  const limits = limitedTo && `${limitedTo.numbers.length} numbers, ${limitedTo.groups.length} groups`;
  return { role, rights: rights.join(' '), limits: limits ?? 'none' };
}
