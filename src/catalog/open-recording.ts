import type { RecordingId } from '../base/ids.ts';
import type { Waveform } from '../encoding/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { OpenedRecording } from './listed-call.ts';
import type { Moment } from './moment.ts';
import { recordingColumns, recordingFromRow } from './recording-row.ts';
import { keptRecordingsOf, recordingsOf } from './scoped-tables.ts';
import type { TenantScope } from './tenant-scope.ts';

/** A recording the scope may see, or null. */
export async function openRecording(
  db: Database,
  scope: TenantScope,
  id: RecordingId,
  moment: Moment,
): Promise<OpenedRecording | null> {
  const row = await recordingsOf(db, scope)
    .where('recordings.id', '=', id)
    .select([
      ...recordingColumns(moment),
      'recordings.call_id',
      'recordings.stored_at',
      'recordings.object_key',
      'recordings.key_id',
      'recordings.wrapped_key',
      'recordings.sha256',
    ])
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    ...recordingFromRow(row, moment),
    callId: row.call_id,
    startedAt: row.started_ms,
    storedAt: row.stored_at.getTime(),
    objectKey: row.object_key,
    keyId: row.key_id,
    wrappedKey: row.wrapped_key,
    sha256: row.sha256,
  };
}

/** The peaks of a recording the scope may still get, or null. */
export async function waveformOf(
  db: Database,
  scope: TenantScope,
  id: RecordingId,
  moment: Moment,
): Promise<Waveform | null> {
  const row = await keptRecordingsOf(db, scope, moment)
    .where('recordings.id', '=', id)
    .select('recordings.waveform')
    .executeTakeFirst();
  return (row?.waveform as Waveform | undefined) ?? null;
}
