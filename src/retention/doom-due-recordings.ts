import { expressionBuilder } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { RETENTION_UNIT_DAYS, retentionDays, type ServiceHistory, serviceHistory } from '../tenants/index.ts';
import { deliveryWait, isDue } from './awaiting-delivery.ts';
import { beginDestruction, type Doomed } from './destruction.ts';
import { expiresAt } from './expiry.ts';
import type { DestructionReason } from './log-entry.ts';
import { isHeld } from './recording-conditions.ts';

export interface DueQuestion {
  readonly tenantId: TenantId;
  /** The run's time, Unix ms. */
  readonly at: number;
  /** The time now, Unix ms. */
  readonly now: number;
  readonly limit: number;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant wishes so. */
  readonly keepUndeliveredDays: number;
}

const is = expressionBuilder<Schema, 'recordings'>();

/**
 * Begins the destruction of the tenant's oldest due recordings that no other worker is at; none: nothing is left. An
 * order or a hold that was there before this transaction is heeded, and one that comes meanwhile waits for its end.
 */
export function doomDueRecordings(db: Database, question: DueQuestion): Promise<Doomed[]> {
  const { tenantId, at, now, limit, keepUndeliveredDays } = question;
  return db.transaction().execute(async (transaction) => {
    const history = await steadyHistory(transaction, tenantId);
    // What was bought since the run began covers all that still exists, and no clock that jumps meanwhile ends it.
    const days = Math.max(retentionDays(history, at), retentionDays(history, now));
    const wait = await deliveryWait(transaction, tenantId, { history, at, maxDays: keepUndeliveredDays });
    const locked = await transaction
      .selectFrom('recordings')
      .select(['recordings.id', 'recordings.started_at'])
      .where('recordings.tenant_id', '=', tenantId)
      .where(isDue(days, at, wait))
      .orderBy('recordings.started_at')
      .orderBy('recordings.id')
      .limit(limit)
      .forUpdate()
      .skipLocked()
      .execute();
    const reasons = Map.groupBy(locked, ({ started_at }) => reasonOf(history, started_at.getTime(), at));
    const doomed: Doomed[] = [];
    for (const [reason, rows] of reasons) {
      const ids = rows.map(({ id }) => id);
      // Asked again: a hold placed between the first question and the lock is seen only by a new statement.
      const unheld = beginDestruction(transaction, ids, { reason, at }).where(is.not(isHeld(at)));
      doomed.push(...(await unheld.execute()));
    }
    return doomed;
  });
}

/** The history as it stays until the transaction ends: orders wait. Workers do not wait for each other. */
async function steadyHistory(transaction: Database, tenantId: TenantId): Promise<ServiceHistory> {
  await transaction.selectFrom('tenants').select('id').where('id', '=', tenantId).forShare().execute();
  return serviceHistory(transaction, tenantId);
}

/** Why a recording that is expired now is so: the longest retention it has ever had would perhaps keep it still. */
function reasonOf(history: ServiceHistory, startedAt: number, at: number): DestructionReason {
  return expiresAt(startedAt, longestRetention(history, startedAt, at)) > at ? 'option-ended' : 'expired';
}

/** The greatest `retentionDays` at any instant from one to another, both included. */
function longestRetention(history: ServiceHistory, from: number, to: number): number {
  const units = history
    .filter(({ service }) => service === 'extended-retention')
    .filter(({ startsAt, endsAt }) => startsAt <= to && (endsAt === null || (endsAt > from && endsAt > startsAt)))
    .map((subscription) => subscription.units);
  return RETENTION_UNIT_DAYS * (1 + Math.max(0, ...units));
}
