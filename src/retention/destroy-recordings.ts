import type { AuditEvent, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { type ObjectStore, readObjectKey } from '../platform/object-store.ts';
import type { Database } from '../platform/postgres/index.ts';
import { listTenantIds } from '../tenants/index.ts';
import { addTotals, NO_RECORDINGS, type RecordingTotals } from './count-recordings.ts';
import type { LogSigner } from './destruction-log.ts';
import { appendToDestructionLog, lockDestructionLog, type NewEntry } from './destruction-log-store.ts';
import { type MarkedRecording, markForDeletion } from './mark-for-deletion.ts';

/*
 * A recording is destroyed here, in three steps (README):
 * 1. `markForDeletion`: one transaction removes the recording's key from its row;
 * 2. `deleteObjects`: the encrypted MP3 is deleted from the object store;
 * 3. `recordDestruction`: one transaction marks the row destroyed, with the entries in destruction log and audit log.
 */

/** Recordings destroyed together: bounds a run's memory and its transactions, and how long an order waits for one. */
const BATCH_SIZE = 500;
/** Objects deleted in parallel: hides the latency of a remote store. */
const PARALLEL_DELETIONS = 16;
/** The actor in the audit log. */
const ACTOR = 'retention';

/** What a run works with. */
interface DestructionDeps {
  readonly db: Database;
  readonly objects: Pick<ObjectStore, 'delete'>;
  readonly audit: AuditLog;
  readonly signer: LogSigner;
  readonly clock: Clock;
  /** The time that decides what is due, Unix ms. */
  readonly at: number;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant asked for that. */
  readonly keepUndeliveredDays: number;
  /** Asked between batches. */
  readonly stopped: () => boolean;
}

/** Destroys every recording that is due, tenant by tenant, the oldest first. */
export async function destroyDueRecordings(deps: DestructionDeps): Promise<RecordingTotals> {
  let done = NO_RECORDINGS;
  for (const tenantId of await listTenantIds(deps.db)) done = addTotals(done, await destroyDueOfTenant(tenantId, deps));
  return done;
}

/** Does steps 2 and 3 for recordings that another run, ended or still under way, has marked. */
export async function finishMarkedRecordings(deps: DestructionDeps): Promise<RecordingTotals> {
  let done = NO_RECORDINGS;
  for (let after: RecordingId | null = null; !deps.stopped(); ) {
    const marked = await markedAfter(deps.db, after);
    if (marked.length === 0) break;
    done = addTotals(done, await destroyMarked(marked, deps));
    after = marked.at(-1)!.id;
  }
  return done;
}

async function destroyDueOfTenant(tenantId: TenantId, deps: DestructionDeps): Promise<RecordingTotals> {
  const { db, at, keepUndeliveredDays } = deps;
  let done = NO_RECORDINGS;
  while (!deps.stopped()) {
    const due = { tenantId, at, limit: BATCH_SIZE, keepUndeliveredDays };
    const marked = await markForDeletion(db, due);
    if (marked.length === 0) break;
    done = addTotals(done, await destroyMarked(marked, deps));
  }
  return done;
}

/** Idempotent, also when several workers do it at once: each recording is in the log once. */
async function destroyMarked(marked: readonly MarkedRecording[], deps: DestructionDeps): Promise<RecordingTotals> {
  await deleteObjects(marked, deps.objects);
  const ids = marked.map(({ id }) => id);
  return deps.db.transaction().execute((transaction) => recordDestruction(transaction, ids, deps));
}

async function deleteObjects(marked: readonly MarkedRecording[], objects: DestructionDeps['objects']): Promise<void> {
  for (let start = 0; start < marked.length; start += PARALLEL_DELETIONS) {
    await Promise.all(marked.slice(start, start + PARALLEL_DELETIONS).map((one) => deleteObject(one, objects)));
  }
}

async function deleteObject({ id, object_key }: MarkedRecording, objects: DestructionDeps['objects']): Promise<void> {
  const key = readObjectKey(object_key);
  if (!key.ok) throw new Error(`recording ${id} has no valid object key: ${key.reason}`);
  await objects.delete(key.value);
}

async function recordDestruction(
  transaction: Database,
  ids: readonly RecordingId[],
  { audit, signer, clock }: DestructionDeps,
): Promise<RecordingTotals> {
  await lockDestructionLog(transaction);
  const at = clock.now();
  const rows = await transaction
    .updateTable('recordings')
    .set({ destroyed_at: new Date(at) })
    .where('id', 'in', ids)
    .where('destroyed_at', 'is', null)
    .returning(['id', 'tenant_id', 'started_at', 'sha256', 'destruction_reason', 'size_bytes'])
    .execute();
  const entries: NewEntry[] = rows.map((row) => ({
    at,
    tenantId: row.tenant_id,
    recordingId: row.id,
    startedAt: row.started_at.getTime(),
    sha256: row.sha256.toString('hex'),
    reason: row.destruction_reason!,
  }));
  await appendToDestructionLog(transaction, signer, entries);
  await audit.recordAll(entries.map(auditEventOf), transaction);
  return { recordings: rows.length, bytes: rows.reduce((sum, row) => sum + row.size_bytes, 0) };
}

function auditEventOf({ tenantId, recordingId, reason }: NewEntry): AuditEvent {
  return {
    tenantId,
    actor: ACTOR,
    action: 'recording-destroyed',
    subject: recordingId,
    address: null,
    detail: { reason },
  };
}

function markedAfter(db: Database, after: RecordingId | null): Promise<MarkedRecording[]> {
  let query = db
    .selectFrom('recordings')
    .select(['id', 'object_key'])
    .where('destroying_at', 'is not', null)
    .where('destroyed_at', 'is', null)
    .orderBy('id')
    .limit(BATCH_SIZE);
  if (after !== null) query = query.where('id', '>', after);
  return query.execute();
}
