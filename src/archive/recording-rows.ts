import type { RecordingId, TenantId } from '../base/ids.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import { saveCall } from '../calls/index.ts';
import type { EncodedRecording } from '../encoding/index.ts';
import type { ObjectKey } from '../platform/object-store/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type CallDescription, recordingFileName } from '../recording/index.ts';

/** Recordings of one tenant with the same direction and parties that began in the same second. */
const MAX_OF_ONE_NAME = 1000;

/** A recording that is ready to be told to everybody. */
export interface StoredRecording {
  /** With all flags. */
  readonly description: CallDescription;
  /** Unix ms. */
  readonly endedAt: number;
  readonly encoded: Pick<EncodedRecording, 'sizeBytes' | 'durationMs' | 'sha256' | 'waveform'>;
  readonly objectKey: ObjectKey;
  /** Unix ms. */
  readonly storedAt: number;
}

/** Whether the recording has its row: everything before that has been done for good. */
export async function hasRecording(db: Database, tenantId: TenantId, id: RecordingId): Promise<boolean> {
  const row = await db
    .selectFrom('recordings')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}

/** Writes the call's row and the recording's, named, in one transaction: from then on the recording is listed. */
export function addRecording(db: Database, recording: StoredRecording): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    const { description, endedAt } = recording;
    const callId = await saveCall(transaction, description, { endedAt });
    for (let ordinal = 1; ordinal <= MAX_OF_ONE_NAME; ordinal++) {
      const row = { ...rowOf(recording), call_id: callId, file_name: recordingFileName(description, ordinal) };
      // A concurrent transaction with the same name is waited for: only its commit makes this one take the next.
      const inserted = await transaction
        .insertInto('recordings')
        .values(row)
        .onConflict((conflict) => conflict.columns(['tenant_id', 'warsaw_day', 'file_name']).doNothing())
        .returning('id')
        .executeTakeFirst();
      if (inserted !== undefined) return;
    }
    throw new Error(`recording ${description.recordingId}: ${MAX_OF_ONE_NAME} others have its name`);
  });
}

function rowOf({ description, encoded, objectKey, storedAt }: StoredRecording) {
  return {
    id: description.recordingId,
    tenant_id: description.tenantId,
    started_at: new Date(description.startedAt),
    warsaw_day: warsawDay(description.startedAt),
    object_key: objectKey,
    size_bytes: encoded.sizeBytes,
    duration_ms: encoded.durationMs,
    sha256: encoded.sha256,
    waveform: JSON.stringify(encoded.waveform),
    flags: [...description.flags],
    stored_at: new Date(storedAt),
  };
}
