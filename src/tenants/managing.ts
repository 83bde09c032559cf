import { AppError } from '../base/errors.ts';
import type { NumberGroupId, TenantId, UserId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type ManagedBy, requireMayManage } from './manage-rules.ts';
import { lockManagedUsers, type StoredUser } from './managed-users.ts';

/** As the user who manages is now: another one may have changed it in the meantime. Throws `not-allowed`. */
export function asLocked(by: ManagedBy, users: readonly StoredUser[]): ManagedBy {
  if (by === 'operator') return by;
  const user = users.find(({ id }) => id === by.id);
  if (user === undefined || user.disabled || !user.rights.includes('users')) throw new AppError('not-allowed');
  return user;
}

interface Managed {
  readonly tenantId: TenantId;
  readonly by: ManagedBy;
}

/** Until the transaction ends nobody can raise the user. Throws `not-found`, `not-allowed`, `own-account`, `above-own-rights`. */
export async function requireManagedUser(
  transaction: Database,
  { tenantId, id, by }: Managed & { readonly id: UserId },
): Promise<void> {
  const users = await lockManagedUsers(transaction, tenantId);
  const user = users.find((one) => one.id === id);
  if (user === undefined) throw new AppError('not-found');
  requireMayManage(asLocked(by, users), user);
}

/** A change of a group changes all users limited to it. Throws as `requireManagedUser`, for each of them. */
export async function requireManagedGroup(
  transaction: Database,
  { tenantId, id, by }: Managed & { readonly id: NumberGroupId },
): Promise<void> {
  const users = await lockManagedUsers(transaction, tenantId);
  const managing = asLocked(by, users);
  for (const user of users) if (user.limitedTo?.groups.includes(id)) requireMayManage(managing, user);
}
