import { type RawBuilder, sql } from 'kysely';
import { type CallId, isId, type RecordingId } from '../base/ids.ts';
import { partiesOf } from '../calls/index.ts';
import type { TalkTime, Waveform } from '../encoding/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import {
  type CallFlag,
  type RecordedParty,
  readQuality,
  type RecordedPause,
  recordingPath,
  type RecordingQuality,
} from '../recording/index.ts';
import { type Hold, holdInForce, isKept } from '../retention/index.ts';
import { availability, type CatalogDeps, type RetentionContext, retentionContext } from './retention-context.ts';
import { callsOf, keptRecordingsOf, recordingsOf, type TenantScope } from './tenant-scope.ts';

/** A recording as the history lists it. Instants are Unix ms. */
export interface ListedRecording {
  readonly id: RecordingId;
  readonly durationMs: number;
  readonly sizeBytes: number;
  /** Hexadecimal, SHA-256 of the complete MP3. */
  readonly checksum: string;
  readonly fileName: string;
  /** In the tree: `YYYY/MM/DD/name.mp3`. */
  readonly path: string;
  /** It can be fetched; if not, it is destroyed or about to be. */
  readonly kept: boolean;
  /** Kept and within the panel's window; older ones are on FTP only. */
  readonly playable: boolean;
  /**
   * When it expires, given the tenant's present and future services, or when its destruction began. A hold may keep it
   * longer.
   */
  readonly availableUntil: number;
  /** Null: it is not destroyed. */
  readonly destroyedAt: number | null;
  /** The legal hold in force. */
  readonly hold: Hold | null;
  readonly flags: readonly CallFlag[];
  readonly pauses: readonly RecordedPause[];
  /** Who took part and when, in the order of their beginnings; empty: recorded by an earlier release, or erased. */
  readonly parties: readonly RecordedParty[];
  /** Null: not measured. */
  readonly quality: RecordingQuality | null;
  /** Null: recorded by an earlier release, or not decoded. */
  readonly talk: TalkTime | null;
}

/** A recording with what is needed to send its bytes. */
export interface OpenedRecording extends ListedRecording {
  readonly callId: CallId;
  readonly startedAt: number;
  readonly storedAt: number;
  readonly objectKey: string;
  /** With the wrapped key: decrypts the object. Both null: the object is not encrypted. */
  readonly keyId: string | null;
  readonly wrappedKey: Buffer | null;
}

/** A recording the scope may see, or null. Takes any text as id. */
export async function openRecording(
  catalog: CatalogDeps,
  scope: TenantScope,
  id: string,
): Promise<OpenedRecording | null> {
  if (!isId(id)) return null;
  const context = await retentionContext(catalog, scope);
  const row = await recordingsOf(catalog.db, scope)
    .where('recordings.id', '=', id as RecordingId)
    .select([
      ...recordingColumns(context),
      'recordings.call_id',
      'recordings.object_key',
      'recordings.key_id',
      'recordings.wrapped_key',
    ])
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    ...recordingFromRow(row, context),
    callId: row.call_id,
    startedAt: row.started_ms,
    storedAt: row.stored_ms,
    objectKey: row.object_key,
    keyId: row.key_id,
    wrappedKey: row.wrapped_key,
  };
}

/** Whether there is such a recording in the scope, also a destroyed one. Takes any text as id. */
export async function isVisible(db: Database, scope: TenantScope, id: string): Promise<boolean> {
  return (await recordingPaths(db, scope, [id])).size > 0;
}

/** Whether there is such a call in the scope. Takes any text as id. */
export async function isVisibleCall(db: Database, scope: TenantScope, id: string): Promise<boolean> {
  if (!isId(id)) return false;
  const row = await callsOf(db, scope)
    .where('calls.id', '=', id as CallId)
    .select('calls.id')
    .executeTakeFirst();
  return row !== undefined;
}

/** The peaks of a recording the scope may see and that is still kept, or null. Takes any text as id. */
export async function waveformOf(catalog: CatalogDeps, scope: TenantScope, id: string): Promise<Waveform | null> {
  if (!isId(id)) return null;
  const row = await keptRecordingsOf(catalog.db, scope, await retentionContext(catalog, scope))
    .where('recordings.id', '=', id as RecordingId)
    .select('recordings.waveform')
    .executeTakeFirst();
  return (row?.waveform as Waveform | undefined) ?? null;
}

/** The path in the tree of each of these recordings the scope may see, also of destroyed ones. Takes any texts as ids. */
export async function recordingPaths(
  db: Database,
  scope: TenantScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const valid = ids.filter(isId) as RecordingId[];
  if (valid.length === 0) return new Map();
  const rows = await recordingsOf(db, scope)
    .where('recordings.id', 'in', valid)
    .select(['recordings.id', 'recordings.warsaw_day', 'recordings.file_name'])
    .execute();
  return new Map(rows.map(({ id, warsaw_day, file_name }) => [id, recordingPath(warsaw_day, file_name)]));
}

/** The columns of a `ListedRecording`. Instants come as Unix ms, also when the row is aggregated to JSON. */
export function recordingColumns({ now, history }: RetentionContext) {
  return [
    'recordings.id',
    'recordings.duration_ms',
    'recordings.size_bytes',
    sql<string>`encode(recordings.sha256, 'hex')`.as('checksum'),
    'recordings.file_name',
    'recordings.warsaw_day',
    'recordings.flags',
    'recordings.pauses',
    'recordings.quality',
    'recordings.talk_caller_ms',
    'recordings.talk_callee_ms',
    'recordings.silence_ms',
    'recordings.longest_silence_ms',
    partiesOf(sql.ref('recordings.id')).as('parties'),
    unixMs('recordings.started_at').as('started_ms'),
    unixMs('recordings.stored_at').as('stored_ms'),
    sql<boolean>`${isKept(history, now)}`.as('kept'),
    unixMs('recordings.destroying_at').$castTo<number | null>().as('destroying_ms'),
    unixMs('recordings.destroyed_at').$castTo<number | null>().as('destroyed_ms'),
    holdInForce(now).as('hold'),
  ] as const;
}

/** As a number: parsing a time takes ten times as long. */
export function unixMs(column: string): RawBuilder<number> {
  return sql<number>`(extract(epoch from ${sql.ref(column)}) * 1000)::bigint`;
}

export interface RecordingRow {
  readonly id: RecordingId;
  readonly duration_ms: number;
  readonly size_bytes: number;
  readonly checksum: string;
  readonly file_name: string;
  readonly warsaw_day: string;
  readonly flags: readonly string[];
  readonly pauses: unknown;
  readonly parties: readonly RecordedParty[];
  readonly quality: unknown;
  readonly talk_caller_ms: number | null;
  readonly talk_callee_ms: number | null;
  readonly silence_ms: number | null;
  readonly longest_silence_ms: number | null;
  readonly started_ms: number;
  readonly stored_ms: number;
  readonly kept: boolean;
  readonly destroying_ms: number | null;
  readonly destroyed_ms: number | null;
  readonly hold: Hold | null;
}

export function recordingFromRow(row: RecordingRow, context: RetentionContext): ListedRecording {
  const { started_ms: startedAt, stored_ms: storedAt, destroying_ms: destroyingAt, kept } = row;
  return {
    id: row.id,
    durationMs: row.duration_ms,
    sizeBytes: row.size_bytes,
    checksum: row.checksum,
    fileName: row.file_name,
    path: recordingPath(row.warsaw_day, row.file_name),
    ...availability(context, { startedAt, storedAt, destroyingAt, kept }),
    destroyedAt: row.destroyed_ms,
    hold: row.hold,
    flags: row.flags as CallFlag[],
    pauses: row.pauses as RecordedPause[],
    parties: row.parties,
    quality: readQuality(row.quality),
    talk: talkOf(row),
  };
}

function talkOf(row: RecordingRow): TalkTime | null {
  const { talk_caller_ms: callerMs, talk_callee_ms: calleeMs } = row;
  const { silence_ms: silenceMs, longest_silence_ms: longestSilenceMs } = row;
  if (callerMs === null || calleeMs === null || silenceMs === null || longestSilenceMs === null) return null;
  return { callerMs, calleeMs, silenceMs, longestSilenceMs };
}
