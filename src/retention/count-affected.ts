import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { type Affected, NONE } from './affected.ts';
import { serviceHistory } from '../tenants/index.ts';
import { deliveryWait, isAwaitingDelivery, isDue } from './awaiting-delivery.ts';
import { isExpired, isHeld } from './recording-conditions.ts';

const is = expressionBuilder<Schema, 'recordings'>();

/**
 * How much of what a tenant has would be due for destruction at an instant (Unix ms), were its recordings kept for so
 * many days then: what a change of its services would destroy, before it is made.
 */
export function countAffected(
  db: Database,
  { tenantId, retentionDays, at }: { readonly tenantId: TenantId; readonly retentionDays: number; readonly at: number },
): Promise<Affected> {
  return countRecordings(db, tenantId, isDue(retentionDays, at, null));
}

/** How a change of the retention at an instant (Unix ms) is told. */
export interface ShorterRetention {
  readonly tenantId: TenantId;
  readonly daysBefore: number;
  readonly daysAfter: number;
  readonly at: number;
}

/** Gives what counts of what a shorter retention ends that which waits for its delivery first, for so many days at most. */
export function awaitingCounter(keepUndeliveredDays: number) {
  return async (db: Database, { tenantId, daysBefore, daysAfter, at }: ShorterRetention): Promise<Affected> => {
    const history = await serviceHistory(db, tenantId);
    const wait = await deliveryWait(db, tenantId, { history, at, maxDays: keepUndeliveredDays });
    if (wait === null) return NONE;
    const isOfChange = is.and([is.not(isHeld(at)), is.not(isExpired(daysBefore, at))]);
    return countRecordings(db, tenantId, is.and([isAwaitingDelivery(daysAfter, at, wait), isOfChange]));
  };
}

/** How many of a tenant's recordings fulfil a condition, and their size. */
export function countRecordings(db: Database, tenantId: TenantId, condition: Expression<SqlBool>): Promise<Affected> {
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
