import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { addDays, startOfWarsawDay, type WarsawDay, warsawDay } from '../base/warsaw-time.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { lockTenant } from './subscriptions.ts';

/** Time for the customer to fetch its data, and for a person to notice that it was the wrong customer or day. */
const NOTICE_DAYS = 14;

/** A tenant leaves, or has left. */
export interface Leave {
  /** The first day without it: its recordings are gone from the beginning of this Warsaw day on. */
  readonly on: WarsawDay;
  /** Unix ms; as are the others. */
  readonly orderedAt: number;
  /** Since when its access is closed and its data is being destroyed; null: not yet. */
  readonly leftAt: number | null;
  /** Since when nothing is left of it but what must be kept; null: not yet. */
  readonly erasedAt: number | null;
}

/** The columns of `tenants` that a leave is made of. */
export const LEAVE_COLUMNS = ['leaves_at', 'leave_ordered_at', 'left_at', 'erased_at'] as const;

interface LeaveRow {
  readonly leaves_at: Date | null;
  readonly leave_ordered_at: Date | null;
  readonly left_at: Date | null;
  readonly erased_at: Date | null;
}

/** Null: the tenant stays. */
export function leaveOf({ leaves_at, leave_ordered_at, left_at, erased_at }: LeaveRow): Leave | null {
  if (leaves_at === null || leave_ordered_at === null) return null;
  return {
    on: warsawDay(leaves_at.getTime()),
    orderedAt: leave_ordered_at.getTime(),
    leftAt: left_at?.getTime() ?? null,
    erasedAt: erased_at?.getTime() ?? null,
  };
}

interface LeaveChange {
  readonly tenantId: TenantId;
  /** Unix ms. */
  readonly now: number;
}

interface NewLeave extends LeaveChange {
  readonly on: WarsawDay;
  /** Less than the usual notice: from tomorrow on. */
  readonly atShortNotice: boolean;
}

/**
 * Sets the day on which a tenant leaves; a day that was set before is replaced. Returns whether anything changed. Throws
 * `tenant-unknown`, `leave-too-soon`, `tenant-has-left`.
 */
export function setLeave(db: Database, { tenantId, now, on, atShortNotice }: NewLeave): Promise<boolean> {
  const earliest = addDays(warsawDay(now), atShortNotice ? 1 : NOTICE_DAYS);
  if (on < earliest) throw new AppError('leave-too-soon', `the earliest day is ${earliest}`);
  return inTransaction(db, async (transaction) => {
    const before = await lockedLeave(transaction, { tenantId, now });
    if (before?.on === on) return false;
    await transaction
      .updateTable('tenants')
      .set({ leaves_at: new Date(startOfWarsawDay(on)), leave_ordered_at: new Date(now) })
      .where('id', '=', tenantId)
      .execute();
    return true;
  });
}

/** The tenant stays. Returns whether it was to leave. Throws `tenant-unknown`, `tenant-has-left` once the day has come. */
export function takeBackLeave(db: Database, { tenantId, now }: LeaveChange): Promise<boolean> {
  return inTransaction(db, async (transaction) => {
    const before = await lockedLeave(transaction, { tenantId, now });
    if (before === null) return false;
    await transaction
      .updateTable('tenants')
      .set({ leaves_at: null, leave_ordered_at: null })
      .where('id', '=', tenantId)
      .execute();
    return true;
  });
}

async function lockedLeave(transaction: Database, { tenantId, now }: LeaveChange): Promise<Leave | null> {
  await lockTenant(transaction, tenantId);
  const row = await transaction
    .selectFrom('tenants')
    .select(LEAVE_COLUMNS)
    .where('id', '=', tenantId)
    .executeTakeFirstOrThrow();
  // What is past is expired for good, whether or not anything is destroyed yet.
  if (row.left_at !== null || (row.leaves_at !== null && row.leaves_at.getTime() <= now)) {
    throw new AppError('tenant-has-left');
  }
  return leaveOf(row);
}
