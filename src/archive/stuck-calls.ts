import { type Kysely, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { CallId, RecorderId, RecordingId, TenantId } from '../base/ids.ts';
import { noteCallEvents, STUCK } from '../calls/index.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';

/**
 * `set-aside`: the call itself is the cause, it is not tried again before somebody requests it or the recorder starts.
 * `retrying`: something else is the cause; it is tried again without end.
 */
export type StuckState = 'set-aside' | 'retrying';

/** A call that a recorder could not archive. Instants are Unix ms. */
export interface StuckCall {
  /** It has no row in the history yet. */
  readonly callId: CallId;
  readonly recordingId: RecordingId;
  readonly tenantId: TenantId;
  readonly state: StuckState;
  /** Attempts so far. */
  readonly failures: number;
  /** Of the last attempt. */
  readonly error: string;
  /** Of the last attempt. */
  readonly since: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** What the spool holds of it. */
  readonly spool: { readonly files: readonly string[]; readonly bytes: number };
}

export interface ListedStuckCall extends Omit<StuckCall, 'callId'> {
  readonly recorderId: RecorderId;
  /** When its recorder was last alive; null: not known. */
  readonly recorderSeenAt: number | null;
  readonly retryRequestedAt: number | null;
}

/** What a recorder reports of more calls than this is cut: the first ones show what is wrong. */
const MAX_REPORTED = 1000;

/** What the queue offers to reports. */
interface StuckQueue {
  readonly stuck: readonly StuckCall[];
  retry(recordingId: RecordingId): void;
}

/** `exchangeStuckCalls` as it is repeated: nothing is asked while no call is stuck, and none is reported. */
export function stuckCallsExchange(db: Database, recorderId: RecorderId, queue: StuckQueue): () => Promise<void> {
  let isNoneReported = false;
  return async () => {
    const isNone = queue.stuck.length === 0;
    if (isNone && isNoneReported) return;
    isNoneReported = false;
    await exchangeStuckCalls(db, recorderId, queue);
    isNoneReported = isNone;
  };
}

/**
 * Tries again what the operator requested of this recorder, then publishes which of its calls are stuck. Regularly, by each
 * recorder.
 */
export async function exchangeStuckCalls(db: Database, recorderId: RecorderId, queue: StuckQueue): Promise<void> {
  for (const id of await requestedRetries(db, recorderId)) queue.retry(id);
  const stuck = queue.stuck.slice(0, MAX_REPORTED);
  await db.transaction().execute(async (transaction) => {
    await deleteOthers(transaction, recorderId, stuck);
    if (stuck.length === 0) return;
    const added = await upsert(transaction, recorderId, stuck);
    await noteStuck(
      transaction,
      stuck.filter(({ recordingId }) => added.has(recordingId)),
    );
  });
}

/** The programs of their tenants are notified: a recording is missing that should be there, however it ends. */
async function noteStuck(transaction: Database, stuck: readonly StuckCall[]): Promise<void> {
  const failed = stuck.map(({ tenantId, callId, recordingId, since }) => ({
    tenantId,
    callId,
    recordingId,
    at: since,
    kind: 'call.failed' as const,
    reason: STUCK,
  }));
  await noteCallEvents(transaction, failed);
}

/** The stuck calls of all recorders, the oldest first. */
export async function listStuckCalls(db: Database): Promise<ListedStuckCall[]> {
  const rows = await db
    .selectFrom('stuck_calls')
    .leftJoin('recorders', 'recorders.id', 'stuck_calls.recorder_id')
    .selectAll('stuck_calls')
    .select('recorders.seen_at')
    .orderBy('started_at')
    .orderBy('recording_id')
    .execute();
  return rows.map((row) => ({
    recordingId: row.recording_id,
    tenantId: row.tenant_id,
    state: row.state,
    failures: row.failures,
    error: row.error,
    since: row.since.getTime(),
    startedAt: row.started_at.getTime(),
    endedAt: row.ended_at.getTime(),
    spool: row.spool,
    recorderId: row.recorder_id,
    recorderSeenAt: row.seen_at?.getTime() ?? null,
    retryRequestedAt: row.retry_requested_at?.getTime() ?? null,
  }));
}

/** Requests another attempt from the calls' recorders. Throws `not-found` when none of them is stuck under an id. */
export async function requestRetry(
  db: Database,
  ids: readonly RecordingId[] | 'all',
  now: number,
): Promise<{ readonly recordingId: RecordingId; readonly tenantId: TenantId }[]> {
  const rows = await db
    .updateTable('stuck_calls')
    .set({ retry_requested_at: new Date(now) })
    .$if(ids !== 'all', (query) => query.where('recording_id', 'in', ids as readonly RecordingId[]))
    .returning(['recording_id', 'tenant_id'])
    .execute();
  const missing = ids === 'all' ? [] : ids.filter((id) => !rows.some((row) => row.recording_id === id));
  if (missing.length > 0) throw new AppError('not-found', `not stuck: ${missing.join(', ')}`);
  return rows.map((row) => ({ recordingId: row.recording_id, tenantId: row.tenant_id }));
}

async function requestedRetries(db: Database, recorderId: RecorderId): Promise<RecordingId[]> {
  const rows = await db
    .updateTable('stuck_calls')
    .set({ retry_requested_at: null })
    .where('recorder_id', '=', recorderId)
    .where('retry_requested_at', 'is not', null)
    .returning('recording_id')
    .execute();
  return rows.map((row) => row.recording_id);
}

async function deleteOthers(db: Kysely<Schema>, recorderId: RecorderId, stuck: readonly StuckCall[]): Promise<void> {
  await db
    .deleteFrom('stuck_calls')
    .where('recorder_id', '=', recorderId)
    .where((eb) => eb.not(eb('recording_id', '=', eb.fn.any(eb.val(stuck.map(({ recordingId }) => recordingId))))))
    .execute();
}

/** Returns those that were not listed before. */
async function upsert(
  db: Kysely<Schema>,
  recorderId: RecorderId,
  stuck: readonly StuckCall[],
): Promise<ReadonlySet<RecordingId>> {
  const rows = stuck.map((call) => ({
    recording_id: call.recordingId,
    recorder_id: recorderId,
    tenant_id: call.tenantId,
    state: call.state,
    failures: call.failures,
    error: call.error,
    since: new Date(call.since),
    started_at: new Date(call.startedAt),
    ended_at: new Date(call.endedAt),
    spool: JSON.stringify(call.spool),
  }));
  const written = await db
    .insertInto('stuck_calls')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('recording_id').doUpdateSet({
        recorder_id: sql.ref('excluded.recorder_id'),
        state: sql.ref('excluded.state'),
        failures: sql.ref('excluded.failures'),
        error: sql.ref('excluded.error'),
        since: sql.ref('excluded.since'),
      }),
    )
    // A row that was updated has a transaction that replaced it.
    .returning(['recording_id', sql<boolean>`xmax = 0`.as('isNew')])
    .execute();
  return new Set(written.flatMap(({ recording_id, isNew }) => (isNew ? [recording_id] : [])));
}
