import { type RawBuilder, sql } from 'kysely';
import type { RecordingId } from '../base/ids.ts';
import { type CallFlag, recordingPath } from '../recording/index.ts';
import { type Hold, holdInForce } from '../retention/index.ts';
import type { ListedRecording } from './listed-call.ts';
import { availability, type Moment } from './moment.ts';

/** What a list shows of a recording. Instants come as Unix ms, also out of JSON. */
export function recordingColumns({ now }: Moment) {
  return [
    'recordings.id',
    'recordings.duration_ms',
    'recordings.size_bytes',
    'recordings.file_name',
    'recordings.warsaw_day',
    'recordings.flags',
    unixMs('recordings.started_at').as('started_ms'),
    unixMs('recordings.destroying_at').$castTo<number | null>().as('destroying_ms'),
    unixMs('recordings.destroyed_at').$castTo<number | null>().as('destroyed_ms'),
    holdInForce(now).as('hold'),
  ] as const;
}

function unixMs(column: string): RawBuilder<number> {
  return sql<number>`(extract(epoch from ${sql.ref(column)}) * 1000)::bigint`;
}

export interface RecordingRow {
  readonly id: RecordingId;
  readonly duration_ms: number;
  readonly size_bytes: number;
  readonly file_name: string;
  readonly warsaw_day: string;
  readonly flags: readonly string[];
  readonly started_ms: number;
  readonly destroying_ms: number | null;
  readonly destroyed_ms: number | null;
  readonly hold: Hold | null;
}

export function recordingFromRow(row: RecordingRow, moment: Moment): ListedRecording & { readonly kept: boolean } {
  const life = { startedAt: row.started_ms, destroyingAt: row.destroying_ms, held: row.hold !== null };
  return {
    id: row.id,
    durationMs: row.duration_ms,
    sizeBytes: row.size_bytes,
    fileName: row.file_name,
    path: recordingPath(row.warsaw_day, row.file_name),
    ...availability(moment, life),
    destroyedAt: row.destroyed_ms,
    hold: row.hold,
    flags: row.flags as CallFlag[],
  };
}
