import { sql } from 'kysely';
import type { NumberGroupId, TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { USER_COLUMNS, type User, userFromRow } from './users.ts';

/** To which calls a user is limited: those of its own numbers and of number groups. */
export interface UserLimits {
  readonly numbers: readonly string[];
  readonly groups: readonly NumberGroupId[];
}

/** A user as those see it who manage users. */
export interface ManagedUser extends User {
  readonly disabled: boolean;
  /** Null: the user sees all of the tenant's calls. */
  readonly limitedTo: UserLimits | null;
}

/** A tenant's users, or the operator's staff (null), by login. */
export async function managedUsers(db: Database, tenantId: TenantId | null): Promise<ManagedUser[]> {
  const rows = await usersOf(db, tenantId).orderBy('users.login').execute();
  return rows.map(managedFromRow);
}

/** Locks them until the transaction ends: two changes at once cannot contradict each other. */
export async function lockManagedUsers(transaction: Database, tenantId: TenantId | null): Promise<StoredUser[]> {
  const locked = usersOf(transaction, tenantId).select(['users.rights_given', 'users.rights_taken']);
  // In one order, so that two of them do not wait for each other.
  const rows = await locked.orderBy('users.id').forUpdate('users').execute();
  return rows.map((row) => ({ ...managedFromRow(row), given: row.rights_given, taken: row.rights_taken }));
}

/** With what was changed of the role's rights. */
export interface StoredUser extends ManagedUser {
  readonly given: readonly string[];
  readonly taken: readonly string[];
}

const groupIds = sql<NumberGroupId[]>`ARRAY(
  SELECT user_number_groups.group_id FROM user_number_groups
  WHERE user_number_groups.user_id = users.id ORDER BY user_number_groups.group_id)`;

function usersOf(db: Database, tenantId: TenantId | null) {
  return db
    .selectFrom('users')
    .where('users.tenant_id', 'is not distinct from', tenantId)
    .select([...USER_COLUMNS, 'users.disabled_at', groupIds.as('group_ids')]);
}

type UserRow = Awaited<ReturnType<ReturnType<typeof usersOf>['execute']>>[number];

function managedFromRow(row: UserRow): ManagedUser {
  const user = userFromRow(row);
  return {
    ...user,
    disabled: row.disabled_at !== null,
    limitedTo: user.numbers === null ? null : { numbers: row.extensions, groups: row.group_ids },
  };
}
