import type { AuditEvent, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import type { RecordingId } from '../base/ids.ts';
import { type ObjectStore, readObjectKey } from '../platform/object-store/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { appendToLog, lockLog, type NewEntry } from './append-to-log.ts';
import type { Affected } from './affected.ts';
import type { DestructionReason } from './log-entry.ts';
import type { LogSigner } from './log-signature.ts';

/** Objects deleted at once: enough to hide a remote store's answer times. */
const OBJECTS_AT_ONCE = 16;
/** Who the audit log says it was, where no person asked for it. */
const ACTOR = 'retention';

export interface DestructionParts {
  readonly db: Database;
  readonly objects: Pick<ObjectStore, 'delete'>;
  readonly audit: AuditLog;
  readonly signer: LogSigner;
  readonly clock: Clock;
}

/** A recording whose destruction has begun: its row has no key any more. */
export interface Doomed {
  readonly id: RecordingId;
  readonly object_key: string;
}

/** What `beginDestruction` sets and returns: from its commit on nobody gets the recordings, and nothing brings them back. */
export function beginDestruction(
  transaction: Database,
  ids: readonly RecordingId[],
  { reason, at }: { readonly reason: DestructionReason; readonly at: number },
) {
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
    .returning(['recordings.id', 'recordings.object_key']);
}

/**
 * Finishes what was begun: the objects go, and with the log's entries the recordings become destroyed. May be done again,
 * and by several at once, wherever it was cut off; each recording is in the log once.
 */
export async function finishDestruction(doomed: readonly Doomed[], parts: DestructionParts): Promise<Affected> {
  await deleteObjects(doomed, parts.objects);
  return parts.db.transaction().execute((transaction) =>
    sealDestruction(
      transaction,
      doomed.map(({ id }) => id),
      parts,
    ),
  );
}

async function deleteObjects(doomed: readonly Doomed[], objects: DestructionParts['objects']): Promise<void> {
  for (let start = 0; start < doomed.length; start += OBJECTS_AT_ONCE) {
    await Promise.all(doomed.slice(start, start + OBJECTS_AT_ONCE).map((one) => deleteObject(one, objects)));
  }
}

async function deleteObject({ id, object_key }: Doomed, objects: DestructionParts['objects']): Promise<void> {
  const key = readObjectKey(object_key);
  if (!key.ok) throw new Error(`recording ${id} has no valid object key: ${key.reason}`);
  await objects.delete(key.value);
}

async function sealDestruction(
  transaction: Database,
  ids: readonly RecordingId[],
  { audit, signer, clock }: DestructionParts,
): Promise<Affected> {
  await lockLog(transaction);
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
  await appendToLog(transaction, signer, entries);
  await audit.recordAll(entries.map(asEvent), transaction);
  return { recordings: rows.length, bytes: rows.reduce((sum, row) => sum + row.size_bytes, 0) };
}

function asEvent({ tenantId, recordingId, reason }: NewEntry): AuditEvent {
  return {
    tenantId,
    actor: ACTOR,
    action: 'recording-destroyed',
    subject: recordingId,
    address: null,
    detail: { reason },
  };
}
