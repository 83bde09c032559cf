import { AppError } from '../base/errors.ts';
import type { RecorderId, RecordingId, TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { forgetMirror } from './takeover/recorder-leases.ts';

/** A recorder reports each 10 s. One that did so this lately runs, or is being restarted: it would report its calls again. */
const MAY_RUN_FOR_MS = 10 * 60 * 1000;

/**
 * Forgets a recorder whose spool is lost for good: its stuck calls are not listed any more, and nothing waits for it. If it comes back
 * after all, it reports its calls again. Returns the calls. Throws `not-found`, `recorder-running`. In a transaction.
 */
export async function forgetRecorder(
  db: Database,
  recorderId: RecorderId,
  now: number,
): Promise<{ readonly recordingId: RecordingId; readonly tenantId: TenantId }[]> {
  const known = await db.deleteFrom('recorders').where('id', '=', recorderId).returning('seen_at').executeTakeFirst();
  if (known !== undefined && known.seen_at.getTime() > now - MAY_RUN_FOR_MS) throw new AppError('recorder-running');
  await forgetMirror(db, recorderId);
  const calls = await db
    .deleteFrom('stuck_calls')
    .where('recorder_id', '=', recorderId)
    .returning(['recording_id', 'tenant_id'])
    .execute();
  if (known === undefined && calls.length === 0) throw new AppError('not-found', `no such recorder: ${recorderId}`);
  return calls.map((row) => ({ recordingId: row.recording_id, tenantId: row.tenant_id }));
}
