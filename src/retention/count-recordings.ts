import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { serviceHistory } from '../tenants/index.ts';
import { deliveryWait, isAwaitingDelivery, isDue } from './awaiting-delivery.ts';
import { isExpired, isHeld } from './recording-conditions.ts';

/** How many recordings, and their size. */
export interface RecordingTotals {
  readonly recordings: number;
  readonly bytes: number;
}

export const NO_RECORDINGS: RecordingTotals = { recordings: 0, bytes: 0 };

export function addTotals(one: RecordingTotals, other: RecordingTotals): RecordingTotals {
  return { recordings: one.recordings + other.recordings, bytes: one.bytes + other.bytes };
}

const is = expressionBuilder<Schema, 'recordings'>();

/**
 * Counts a tenant's recordings that would be due for destruction at an instant (Unix ms) if the retention were so many
 * days: what a change of its services would destroy, before the change is made.
 */
export function countDueRecordings(
  db: Database,
  { tenantId, retentionDays, at }: { readonly tenantId: TenantId; readonly retentionDays: number; readonly at: number },
): Promise<RecordingTotals> {
  return countRecordings(db, tenantId, isDue(retentionDays, at, null));
}

/** A change of a tenant's retention at an instant (Unix ms). */
interface RetentionChange {
  readonly tenantId: TenantId;
  readonly daysBefore: number;
  readonly daysAfter: number;
  readonly at: number;
}

/**
 * Returns a function that counts, of the recordings that expire through a shorter retention, those that first wait for
 * their delivery. They wait at most `keepUndeliveredDays`.
 */
export function awaitingDeliveryCounter(keepUndeliveredDays: number) {
  return async (db: Database, { tenantId, daysBefore, daysAfter, at }: RetentionChange): Promise<RecordingTotals> => {
    const history = await serviceHistory(db, tenantId);
    const wait = await deliveryWait(db, tenantId, { history, at, maxDays: keepUndeliveredDays });
    if (wait === null) return NO_RECORDINGS;
    const expiresByChange = is.and([is.not(isHeld(at)), is.not(isExpired(daysBefore, at))]);
    return countRecordings(db, tenantId, is.and([isAwaitingDelivery(daysAfter, at, wait), expiresByChange]));
  };
}

/** Counts a tenant's recordings that meet a condition. */
export function countRecordings(
  db: Database,
  tenantId: TenantId,
  condition: Expression<SqlBool>,
): Promise<RecordingTotals> {
  return db
    .selectFrom('recordings')
    .where('recordings.tenant_id', '=', tenantId)
    .where(condition)
    .select([
      sql<number>`count(*)`.as('recordings'),
      sql<number>`coalesce(sum(recordings.size_bytes), 0)::bigint`.as('bytes'),
    ])
    .executeTakeFirstOrThrow();
}
