import { sql } from 'kysely';
import { idOf, type RecorderId, type RecordingId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { lastArrivalMs, type SpooledCall } from '../../spool/index.ts';
import { KEPT_FOR } from './recorder-leases.ts';

/** Of a call that the mirror did not have to its end this much may be missing. It is not worth a recording of its own. */
const TOLERATED_MS = 2_000;

/** Remembers until when a recording that another recorder stored contains its call; in the transaction of its row. */
export async function saveTakenOver(
  transaction: Database,
  recorderId: RecorderId,
  { recordingId, description: { tenantId }, endedAt }: SpooledCall,
): Promise<void> {
  await transaction
    .insertInto('taken_over_recordings')
    .values({
      recording_id: recordingId,
      tenant_id: tenantId,
      recorder_id: recorderId,
      until: new Date(endedAt),
      taken_at: sql`now()`,
    })
    .execute();
}

export async function deleteOldTakenOver(db: Database): Promise<void> {
  await db
    .deleteFrom('taken_over_recordings')
    .where('taken_at', '<', sql<Date>`now() - ${KEPT_FOR}::interval`)
    .execute();
}

/**
 * What a recorder that came back has of a call beyond the recording that another one stored of it: a second recording of the call, always
 * with the same id. Null: the call was not taken over, or the recording has all of it.
 */
export async function restOfTakenOver(db: Database, call: SpooledCall): Promise<SpooledCall | null> {
  const taken = await db
    .selectFrom('taken_over_recordings')
    .select('until')
    .where('recording_id', '=', call.recordingId)
    .executeTakeFirst();
  if (taken === undefined) return null;
  const storedUntil = taken.until.getTime();
  if ((lastArrivalMs(call) ?? 0) <= storedUntil + TOLERATED_MS) return null;
  const { description } = call;
  const flags = [...new Set([...description.flags, 'cut' as const])];
  const recordingId = idOf<RecordingId>('rest of a taken over recording', description.recordingId);
  return { ...call, description: { ...description, flags, recordingId }, captureStartedAt: storedUntil, storedUntil };
}
