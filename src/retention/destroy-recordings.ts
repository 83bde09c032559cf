import type { AuditEvent, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { noteCallEvents } from '../calls/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { listTenantIds } from '../tenants/index.ts';
import { addTotals, NO_RECORDINGS, type RecordingTotals } from './count-recordings.ts';
import type { LogSigner } from './destruction-log.ts';
import { appendToDestructionLog, lockDestructionLog, type NewEntry } from './destruction-log-store.ts';
import { type DueRecording, dueRecordings, type MarkedRecording, markForDeletion } from './mark-for-deletion.ts';
import type { ObjectDeletion } from './object-deletion.ts';
import type { RunFailures } from './run-failures.ts';

/*
 * A recording is destroyed here, in three steps (README):
 * 1. `markForDeletion`: one transaction removes the recording's key from its row;
 * 2. `ObjectDeletion`: the encrypted MP3 is deleted from the object store;
 * 3. `recordDestruction`: one transaction marks the row destroyed, with the entries in destruction log and audit log, and the
 *    event for the tenant's programs.
 */

/** Recordings destroyed together: bounds a run's memory and its transactions, and how long an order waits for one. */
const BATCH_SIZE = 500;
/** The actor in the audit log. */
const ACTOR = 'retention';

/** What a run works with. */
interface DestructionDeps {
  readonly db: Database;
  readonly objects: ObjectDeletion;
  readonly audit: AuditLog;
  readonly signer: LogSigner;
  readonly clock: Clock;
  readonly failures: RunFailures;
  /** The time that decides what is due, Unix ms. */
  readonly at: number;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant asked for that. */
  readonly keepUndeliveredDays: number;
  /** Asked between batches. */
  readonly stopped: () => boolean;
}

type MarkedDeps = Pick<DestructionDeps, 'db' | 'objects' | 'audit' | 'signer' | 'clock' | 'failures'>;

/** Destroys every recording that is due, tenant by tenant, the oldest first. What fails does not stop the rest. */
export async function destroyDueRecordings(deps: DestructionDeps): Promise<RecordingTotals> {
  let done = NO_RECORDINGS;
  for (const tenantId of await listTenantIds(deps.db)) {
    const destroyed = await deps.failures.attempt({ step: 'mark', tenantId }, () => destroyDueOfTenant(tenantId, deps));
    done = addTotals(done, destroyed ?? NO_RECORDINGS);
  }
  return done;
}

/** Does steps 2 and 3 for recordings that another run, ended or still under way, has marked. */
export async function finishMarkedRecordings(deps: DestructionDeps): Promise<RecordingTotals> {
  let done = NO_RECORDINGS;
  for (const tenantId of await tenantsWithMarked(deps.db)) {
    const finished = await deps.failures.attempt({ step: 'record', tenantId }, () => finishOfTenant(tenantId, deps));
    done = addTotals(done, finished ?? NO_RECORDINGS);
  }
  return done;
}

async function finishOfTenant(tenantId: TenantId, deps: DestructionDeps): Promise<RecordingTotals> {
  let done = NO_RECORDINGS;
  for (let after: RecordingId | null = null; !deps.stopped() && !deps.failures.hasGivenUp(tenantId); ) {
    const marked = await markedAfter(deps.db, tenantId, after);
    if (marked.length === 0) break;
    done = addTotals(done, await destroyMarked(tenantId, marked, deps));
    after = marked.at(-1)!.id;
  }
  return done;
}

async function destroyDueOfTenant(tenantId: TenantId, deps: DestructionDeps): Promise<RecordingTotals> {
  const { db, at, keepUndeliveredDays, failures } = deps;
  const request = { tenantId, at, keepUndeliveredDays };
  let done = NO_RECORDINGS;
  for (let after: DueRecording | null = null; !deps.stopped() && !failures.hasGivenUp(tenantId); ) {
    const due: readonly DueRecording[] = await dueRecordings(db, request, { after, limit: BATCH_SIZE });
    if (due.length === 0) break;
    const ids = due.map(({ id }) => id);
    const marked = await failures.inHalves({ step: 'mark', tenantId }, ids, (part) =>
      markForDeletion(db, request, part),
    );
    done = addTotals(done, await destroyMarked(tenantId, marked.flat(), deps));
    after = due.at(-1)!;
  }
  return done;
}

/** Idempotent, also when several workers do it at once: each recording is in the log once. */
export async function destroyMarked(
  tenantId: TenantId,
  marked: readonly MarkedRecording[],
  deps: MarkedDeps,
): Promise<RecordingTotals> {
  const deleted = await deps.objects.delete(tenantId, marked);
  const recorded = await deps.failures.inHalves({ step: 'record', tenantId }, deleted, (ids) =>
    deps.db.transaction().execute((transaction) => recordDestruction(transaction, ids, deps)),
  );
  return recorded.reduce(addTotals, NO_RECORDINGS);
}

async function recordDestruction(
  transaction: Database,
  ids: readonly RecordingId[],
  { audit, signer, clock }: MarkedDeps,
): Promise<RecordingTotals> {
  await lockDestructionLog(transaction);
  const at = clock.now();
  const rows = await transaction
    .updateTable('recordings')
    .set({ destroyed_at: new Date(at) })
    .where('id', 'in', ids)
    .where('destroyed_at', 'is', null)
    .returning(['id', 'tenant_id', 'call_id', 'started_at', 'sha256', 'destruction_reason', 'size_bytes'])
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
  await noteCallEvents(
    transaction,
    rows.map((row) => ({
      tenantId: row.tenant_id,
      kind: 'recording.deleted',
      callId: row.call_id,
      recordingId: row.id,
      reason: row.destruction_reason,
      at,
    })),
  );
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

async function tenantsWithMarked(db: Database): Promise<TenantId[]> {
  const rows = await db
    .selectFrom('recordings')
    .select('tenant_id')
    .distinct()
    .where('destroying_at', 'is not', null)
    .where('destroyed_at', 'is', null)
    .orderBy('tenant_id')
    .execute();
  return rows.map((row) => row.tenant_id);
}

function markedAfter(db: Database, tenantId: TenantId, after: RecordingId | null): Promise<MarkedRecording[]> {
  let query = db
    .selectFrom('recordings')
    .select(['id', 'object_key'])
    .where('tenant_id', '=', tenantId)
    .where('destroying_at', 'is not', null)
    .where('destroyed_at', 'is', null)
    .orderBy('id')
    .limit(BATCH_SIZE);
  if (after !== null) query = query.where('id', '>', after);
  return query.execute();
}
