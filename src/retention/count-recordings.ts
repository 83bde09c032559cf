import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { type RetentionHistory, serviceHistory } from '../tenants/index.ts';
import { deliveryWait, isAwaitingDelivery } from './awaiting-delivery.ts';
import { isGone, isKept } from './recording-conditions.ts';

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

interface KeptRequest {
  readonly tenantId: TenantId;
  /** The tenant's services, or those that it would have. */
  readonly history: RetentionHistory;
  /** Unix ms. */
  readonly at: number;
}

/** Counts a tenant's recordings that exist now and would be kept at an instant with such services. */
export function countKeptRecordings(db: Database, { tenantId, history, at }: KeptRequest): Promise<RecordingTotals> {
  return countRecordings(db, tenantId, isKept(history, at));
}

/** A change of a tenant's services at an instant (Unix ms). */
interface RetentionChange {
  readonly tenantId: TenantId;
  readonly before: RetentionHistory;
  readonly after: RetentionHistory;
  readonly at: number;
}

/**
 * Returns a function that counts, of the recordings that expire through a shorter retention, those that first wait for
 * their delivery. They wait at most `keepUndeliveredDays`.
 */
export function awaitingDeliveryCounter(keepUndeliveredDays: number) {
  return async (db: Database, { tenantId, before, after, at }: RetentionChange): Promise<RecordingTotals> => {
    const history = await serviceHistory(db, tenantId);
    const wait = await deliveryWait(db, tenantId, { history, at, maxDays: keepUndeliveredDays });
    if (wait === null) return NO_RECORDINGS;
    const expiresByChange = is.and([isKept(before, at), isGone(after, at)]);
    return countRecordings(db, tenantId, is.and([isAwaitingDelivery(after, at, wait), expiresByChange]));
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
