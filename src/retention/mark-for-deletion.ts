import { expressionBuilder } from 'kysely';
import type { RecordingId, TenantId } from '../base/ids.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { type ServiceHistory, serviceHistory, totalRetentionDays } from '../tenants/index.ts';
import { deliveryWait, isDue } from './awaiting-delivery.ts';
import type { DestructionReason } from './destruction-log.ts';
import { expiresAt } from './expiry.ts';
import { isHeld } from './recording-conditions.ts';

interface DueRequest {
  readonly tenantId: TenantId;
  /** The run's time, Unix ms. */
  readonly at: number;
  readonly limit: number;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant asked for that. */
  readonly keepUndeliveredDays: number;
}

/** A recording that is being destroyed: its row no longer has a key. */
export interface MarkedRecording {
  readonly id: RecordingId;
  readonly object_key: string;
}

const is = expressionBuilder<Schema, 'recordings'>();

/**
 * Marks the tenant's oldest due recordings that no other worker has locked, and removes their keys. From the commit on
 * nobody can read them, and nothing restores them. None returned: nothing is left to mark. An order or a hold committed
 * before this transaction counts; a later one waits for its end.
 */
export function markForDeletion(db: Database, request: DueRequest): Promise<MarkedRecording[]> {
  const { tenantId, at, limit, keepUndeliveredDays } = request;
  return db.transaction().execute(async (transaction) => {
    const history = await lockedHistory(transaction, tenantId);
    const wait = await deliveryWait(transaction, tenantId, { history, at, maxDays: keepUndeliveredDays });
    const locked = await transaction
      .selectFrom('recordings')
      .select(['recordings.id', 'recordings.started_at'])
      .where('recordings.tenant_id', '=', tenantId)
      .where(isDue(history, at, wait))
      .orderBy('recordings.started_at')
      .orderBy('recordings.id')
      .limit(limit)
      .forUpdate()
      .skipLocked()
      .execute();
    const byReason = Map.groupBy(locked, ({ started_at }) => reasonOf(history, started_at.getTime(), at));
    const marked: MarkedRecording[] = [];
    for (const [reason, rows] of byReason) {
      const ids = rows.map(({ id }) => id);
      marked.push(...(await markUnheld(transaction, ids, { reason, at })));
    }
    return marked;
  });
}

/** Checks holds again: only a new statement sees a hold that was placed between the query above and its row lock. */
function markUnheld(
  transaction: Database,
  ids: readonly RecordingId[],
  { reason, at }: { readonly reason: DestructionReason; readonly at: number },
): Promise<MarkedRecording[]> {
  return transaction
    .updateTable('recordings')
    .set({
      destroying_at: new Date(at),
      destruction_reason: reason,
      key_id: null,
      wrapped_key: null,
      waveform: null,
    })
    .where('recordings.id', 'in', ids)
    .where(is.not(isHeld(at)))
    .returning(['recordings.id', 'recordings.object_key'])
    .execute();
}

/** Locks the tenant so that its services cannot change until the transaction ends. Workers do not block each other. */
async function lockedHistory(transaction: Database, tenantId: TenantId): Promise<ServiceHistory> {
  await transaction.selectFrom('tenants').select('id').where('id', '=', tenantId).forShare().execute();
  return serviceHistory(transaction, tenantId);
}

/** `option-ended` if the longest retention that applied at any time since the call would still keep the recording. */
function reasonOf(history: ServiceHistory, startedAt: number, at: number): DestructionReason {
  return expiresAt(startedAt, longestRetention(history, startedAt, at)) > at ? 'option-ended' : 'expired';
}

/** The greatest `retentionDays` at any instant between two, both included. */
function longestRetention(history: ServiceHistory, from: number, to: number): number {
  const units = history
    .filter(({ service }) => service === 'extended-retention')
    .filter(({ startsAt, endsAt }) => startsAt <= to && (endsAt === null || (endsAt > from && endsAt > startsAt)))
    .map((subscription) => subscription.units);
  return totalRetentionDays(Math.max(0, ...units));
}
