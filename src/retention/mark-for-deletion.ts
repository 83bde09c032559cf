import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { RecordingId, TenantId } from '../base/ids.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { hasLeft, type ServiceHistory, serviceHistory, totalRetentionDays } from '../tenants/index.ts';
import { deliveryWait, isDue } from './awaiting-delivery.ts';
import type { DestructionReason } from './destruction-log.ts';
import { expiresAt } from './expiry.ts';
import { isHeld } from './recording-conditions.ts';

interface DueRequest {
  readonly tenantId: TenantId;
  /** The run's time, Unix ms. */
  readonly at: number;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant asked for that. */
  readonly keepUndeliveredDays: number;
}

/** A recording that is being destroyed: its row no longer has a key. */
export interface MarkedRecording {
  readonly id: RecordingId;
  readonly object_key: string;
}

const is = expressionBuilder<Schema, 'recordings'>();

/** A recording that is due, and its place in the order. */
export interface DueRecording {
  readonly id: RecordingId;
  readonly started_at: Date;
}

/** The tenant's oldest due recordings after another one; null: the oldest. Whether they still are is checked when they are marked. */
export async function dueRecordings(
  db: Database,
  request: DueRequest,
  { after, limit }: { readonly after: DueRecording | null; readonly limit: number },
): Promise<DueRecording[]> {
  let query = db
    .selectFrom('recordings')
    .select(['recordings.id', 'recordings.started_at'])
    .where('recordings.tenant_id', '=', request.tenantId)
    .where(await dueCondition(db, request, await serviceHistory(db, request.tenantId)))
    .orderBy('recordings.started_at')
    .orderBy('recordings.id')
    .limit(limit);
  if (after !== null) {
    const { started_at, id } = after;
    query = query.where(
      sql<boolean>`(recordings.started_at, recordings.id) > (${started_at}::timestamptz, ${id}::uuid)`,
    );
  }
  return query.execute();
}

/**
 * Marks those of a tenant's recordings that are due and that no other worker has locked, and removes their keys. From the commit on
 * nobody can read them, and nothing restores them. An order or a hold committed before this transaction counts; a later one
 * waits for its end.
 */
export function markForDeletion(
  db: Database,
  request: DueRequest,
  ids: readonly RecordingId[],
): Promise<MarkedRecording[]> {
  const { tenantId, at } = request;
  return db.transaction().execute(async (transaction) => {
    const history = await lockedHistory(transaction, tenantId);
    const locked = await transaction
      .selectFrom('recordings')
      .select(['recordings.id', 'recordings.started_at'])
      .where('recordings.tenant_id', '=', tenantId)
      .where('recordings.id', 'in', ids)
      .where(await dueCondition(transaction, request, history))
      .orderBy('recordings.id')
      .forUpdate()
      .skipLocked()
      .execute();
    const byReason = Map.groupBy(locked, ({ started_at }) => reasonOf(history, started_at.getTime(), at));
    const marked: MarkedRecording[] = [];
    for (const [reason, rows] of byReason) {
      const own = rows.map(({ id }) => id);
      marked.push(...(await markUnheld(transaction, own, { reason, at })));
    }
    return marked;
  });
}

/**
 * Marks recordings of a tenant for destruction before their time, and removes their keys; those under a legal hold are left. Returns
 * also those that were marked before and are not destroyed yet.
 */
export function markOnRequest(
  db: Database,
  { tenantId, at }: Omit<DueRequest, 'keepUndeliveredDays'>,
  ids: readonly RecordingId[],
): Promise<MarkedRecording[]> {
  return db.transaction().execute(async (transaction) => {
    const locked = await transaction
      .selectFrom('recordings')
      .select(['id', 'object_key', 'destroying_at'])
      .where('tenant_id', '=', tenantId)
      .where('id', 'in', ids)
      .where('destroyed_at', 'is', null)
      .orderBy('id')
      .forUpdate()
      .execute();
    const before = locked.filter(({ destroying_at }) => destroying_at !== null);
    const unmarked = locked.filter(({ destroying_at }) => destroying_at === null).map(({ id }) => id);
    if (unmarked.length === 0) return before;
    return [...before, ...(await markUnheld(transaction, unmarked, { reason: 'on-request', at }))];
  });
}

async function dueCondition(
  db: Database,
  { tenantId, at, keepUndeliveredDays }: DueRequest,
  history: ServiceHistory,
): Promise<Expression<SqlBool>> {
  return isDue(history, at, await deliveryWait(db, tenantId, { history, at, maxDays: keepUndeliveredDays }));
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

/**
 * If the longest retention that applied at any time since the call would still keep the recording: `on-request` of a tenant that has
 * left, otherwise `option-ended`.
 */
function reasonOf(history: ServiceHistory, startedAt: number, at: number): DestructionReason {
  if (expiresAt(startedAt, longestRetention(history, startedAt, at)) <= at) return 'expired';
  return hasLeft(history, at) ? 'on-request' : 'option-ended';
}

/** The greatest `retentionDays` at any instant between two, both included. */
function longestRetention(history: ServiceHistory, from: number, to: number): number {
  const units = history
    .filter(({ service }) => service === 'extended-retention')
    .filter(({ startsAt, endsAt }) => startsAt <= to && (endsAt === null || (endsAt > from && endsAt > startsAt)))
    .map((subscription) => subscription.units);
  return totalRetentionDays(Math.max(0, ...units));
}
