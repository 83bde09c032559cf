import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { lockTenant } from './subscriptions.ts';

/** As the tenant reads it in its panel. */
const MAX_REASON_CHARS = 200;

export interface Suspension {
  /** Unix ms. */
  readonly since: number;
  readonly reason: string;
}

/** The columns of `tenants` that a suspension is made of. */
export const SUSPENSION_COLUMNS = ['suspended_at', 'suspension_reason'] as const;

/** Null: the tenant is not suspended. */
export function suspensionOf(row: {
  readonly suspended_at: Date | null;
  readonly suspension_reason: string | null;
}): Suspension | null {
  return row.suspended_at === null ? null : { since: row.suspended_at.getTime(), reason: row.suspension_reason ?? '' };
}

/**
 * Suspends a tenant, with the reason that it sees: from the next call on nothing is recorded, and its panel is read only. Retention,
 * FTP, the push of what is stored and billing go on. Returns false if it is suspended with this reason. Throws
 * `request-invalid`, `tenant-unknown`.
 */
export async function suspendTenant(
  db: Database,
  { tenantId, reason: given, now }: { readonly tenantId: TenantId; readonly reason: string; readonly now: number },
): Promise<boolean> {
  const reason = given.trim();
  if (reason === '' || reason.length > MAX_REASON_CHARS) {
    throw new AppError('request-invalid', `the reason of a suspension has 1 to ${MAX_REASON_CHARS} characters`);
  }
  return inTransaction(db, async (transaction) => {
    await lockTenant(transaction, tenantId);
    const before = await transaction
      .selectFrom('tenants')
      .select(SUSPENSION_COLUMNS)
      .where('id', '=', tenantId)
      .executeTakeFirstOrThrow();
    if (before.suspension_reason === reason) return false;
    await transaction
      .updateTable('tenants')
      .set({ suspended_at: before.suspended_at ?? new Date(now), suspension_reason: reason })
      .where('id', '=', tenantId)
      .execute();
    return true;
  });
}

/** Ends a suspension, from the next call on. Returns false if there is none. Throws `tenant-unknown`. */
export function resumeTenant(db: Database, tenantId: TenantId): Promise<boolean> {
  return inTransaction(db, async (transaction) => {
    await lockTenant(transaction, tenantId);
    const { numUpdatedRows } = await transaction
      .updateTable('tenants')
      .set({ suspended_at: null, suspension_reason: null })
      .where('id', '=', tenantId)
      .where('suspended_at', 'is not', null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  });
}
