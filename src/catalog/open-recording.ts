import type { RecordingId } from '../base/ids.ts';
import type { Waveform } from '../encoding/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { OpenedRecording } from './listed-call.ts';
import { RECORDING_COLUMNS, recordingFromRow } from './recording-row.ts';
import { recordingsOf } from './scoped-tables.ts';
import type { TenantScope } from './tenant-scope.ts';

/** A recording the scope may see, or null. */
export async function openRecording(
  db: Database,
  scope: TenantScope,
  id: RecordingId,
  playableSince: number,
): Promise<OpenedRecording | null> {
  const row = await recordingsOf(db, scope)
    .where('recordings.id', '=', id)
    .select([
      ...RECORDING_COLUMNS,
      'recordings.call_id',
      'recordings.started_at',
      'recordings.stored_at',
      'recordings.object_key',
      'recordings.sha256',
    ])
    .executeTakeFirst();
  if (row === undefined) return null;
  const startedAt = row.started_at.getTime();
  return {
    ...recordingFromRow(row, startedAt >= playableSince),
    callId: row.call_id,
    startedAt,
    storedAt: row.stored_at.getTime(),
    objectKey: row.object_key,
    sha256: row.sha256,
  };
}

/** The peaks of a recording the scope may see, or null. */
export async function waveformOf(db: Database, scope: TenantScope, id: RecordingId): Promise<Waveform | null> {
  const row = await recordingsOf(db, scope)
    .where('recordings.id', '=', id)
    .select('recordings.waveform')
    .executeTakeFirst();
  return (row?.waveform as Waveform | undefined) ?? null;
}
