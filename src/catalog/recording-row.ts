import type { RecordingId } from '../base/ids.ts';
import { type CallFlag, recordingFolder } from '../recording/index.ts';
import type { ListedRecording } from './listed-call.ts';

/** What a list shows of a recording. */
export const RECORDING_COLUMNS = [
  'recordings.id',
  'recordings.duration_ms',
  'recordings.size_bytes',
  'recordings.file_name',
  'recordings.warsaw_day',
  'recordings.flags',
] as const;

export interface RecordingRow {
  readonly id: RecordingId;
  readonly duration_ms: number;
  readonly size_bytes: number;
  readonly file_name: string;
  readonly warsaw_day: string;
  readonly flags: readonly string[];
}

export function recordingFromRow(row: RecordingRow, playable: boolean): ListedRecording {
  return {
    id: row.id,
    durationMs: row.duration_ms,
    sizeBytes: row.size_bytes,
    fileName: row.file_name,
    path: `${recordingFolder(row.warsaw_day)}/${row.file_name}`,
    playable,
    flags: row.flags as CallFlag[],
  };
}
