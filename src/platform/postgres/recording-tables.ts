import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type {
  CallId,
  LegalHoldId,
  LiveControlId,
  RecorderId,
  RecordingId,
  RodoRequestId,
  SourceId,
  TenantId,
} from '../../base/ids.ts';
import type { Nullable, SetByDatabase, SetOnce } from './columns.ts';

export interface CallsTable {
  id: SetOnce<CallId>;
  tenant_id: SetOnce<TenantId>;
  source_id: SourceId | null;
  /** The PBX's id of the call; used again later for another one. */
  correlation_id: string | null;
  /** The id of the call's CDR; used again later for another one. */
  external_id: string | null;
  started_at: Date;
  answered_at: Date | null;
  ended_at: Date | null;
  direction: 'inbound' | 'outbound' | 'internal';
  caller: string | null;
  callee: string | null;
  /** What the caller dialled, where it is not the callee's number. */
  dialled: string | null;
  extensions: Generated<string[]>;
  flags: Generated<string[]>;
  /** Why the call has no recording; null if it has one. */
  no_recording_reason: string | null;
  /** JSON: `AppliedRule`; null: no recording rule decided. */
  recording_rule: unknown;
  /** The PBX's metadata documents (RFC 7865), unchanged. */
  metadata: Generated<string[]>;
  /** The request of a data subject that removed the numbers from the row; null: they are as reported. */
  erased_by: ColumnType<RodoRequestId | null, undefined, RodoRequestId>;
  created_at: SetByDatabase<Date>;
}

export interface RecordingsTable {
  id: SetOnce<RecordingId>;
  tenant_id: SetOnce<TenantId>;
  call_id: SetOnce<CallId>;
  /** The call's start. The file name and the retention period are derived from it. */
  started_at: SetOnce<Date>;
  /** `YYYY-MM-DD`, the folder in the tree. */
  warsaw_day: SetOnce<string>;
  /** Never changed while the recording exists; without numbers once it is erased. */
  file_name: string;
  object_key: string;
  size_bytes: number;
  duration_ms: number;
  sha256: Buffer;
  /** Peaks for the player, one row per channel: JSON of `Waveform`; null once destroyed. */
  waveform: unknown;
  /** How long each party talked, how long nobody did, and the longest time without a voice. Null: not measured. */
  talk_caller_ms: Nullable<number>;
  talk_callee_ms: Nullable<number>;
  silence_ms: Nullable<number>;
  longest_silence_ms: Nullable<number>;
  flags: Generated<string[]>;
  /** JSON: an array of `RecordedPause`. */
  pauses: Generated<unknown>;
  /** JSON: an array of `LegQuality`; null: not measured. */
  quality: unknown;
  stored_at: SetOnce<Date>;
  /** The key of the key store that wraps `wrapped_key`. Both null: stored before recordings were encrypted, or destroyed. */
  key_id: string | null;
  wrapped_key: Buffer | null;
  /** From then on the recording is hidden everywhere, even if its destruction fails. */
  destroying_at: Date | null;
  /** Set with `destroying_at`. */
  destruction_reason: 'expired' | 'option-ended' | 'on-request' | null;
  destroyed_at: Date | null;
}

/** Who took part in a recorded session and when. */
export interface CallPartiesTable {
  recording_id: SetOnce<RecordingId>;
  /** In the order of their beginnings. */
  position: SetOnce<number>;
  /** Null: withheld, unknown, or erased at the request of a data subject. */
  number: string | null;
  side: SetOnce<'caller' | 'callee'>;
  from_at: SetOnce<Date>;
  until_at: SetOnce<Date>;
  /** In the audio. */
  from_ms: SetOnce<number>;
  until_ms: SetOnce<number>;
}

/** What each recorder reports about calls that are not archived yet. */
export interface RecordersTable {
  id: SetOnce<RecorderId>;
  /** The start of the oldest call that is open or not archived yet; null if there is none. */
  unarchived_since: Date | null;
  /** Of each tenant that has such calls: its id and the start of its oldest one, Unix ms. Null: reported by an older release. */
  unarchived_of_tenants: unknown;
  /** Of each tenant with calls that have ended and wait to be archived: its id, how many, and when the last is expected. Null: none. */
  waiting_of_tenants: unknown;
  /** Of each source with open sessions: its id and how many. Null: reported by an older release. */
  open_of_sources: unknown;
  seen_at: Date;
}

/** A call that is being recorded now. */
export interface LiveCallsTable {
  tenant_id: SetOnce<TenantId>;
  /** What the call will have in `calls`, unless it becomes part of another one there. */
  call_id: SetOnce<CallId>;
  recording_id: SetOnce<RecordingId>;
  recorder_id: SetOnce<RecorderId>;
  source_id: SourceId | null;
  started_at: Date;
  direction: 'inbound' | 'outbound' | 'internal';
  caller: string | null;
  callee: string | null;
  dialled: string | null;
  extensions: Generated<string[]>;
  /** None of its streams is recorded at the moment. */
  paused: Generated<boolean>;
  /** Null: it is not, or its recorder is of an earlier release. */
  paused_by: 'order' | 'pbx' | 'both' | null;
  /** Its media come by SRTP. */
  encrypted: Generated<boolean>;
  /** A recording rule records it on demand; null: it is recorded anyhow. */
  on_demand: 'waiting' | 'kept' | null;
}

/** Who does the work of a recorder whose spool is mirrored. */
export interface RecorderLeasesTable {
  recorder_id: SetOnce<RecorderId>;
  /** The recorder itself; who takes it over; all zeros: to be taken over by whoever comes first. */
  owner: RecorderId;
  /** Grows with each change of the owner. */
  fence: number;
  /** By the database's clock. */
  expires_at: Date;
  taken_at: Generated<Date | null>;
  /** When all of its calls were stored; null: it works, or is being taken over. */
  ended_at: Generated<Date | null>;
  /** Its calls are to be deleted. */
  forgotten: Generated<boolean>;
}

/** Recordings stored by a recorder that took their own one over. */
export interface TakenOverRecordingsTable {
  recording_id: SetOnce<RecordingId>;
  tenant_id: SetOnce<TenantId>;
  recorder_id: SetOnce<RecorderId>;
  /** Until when it contains the call. */
  until: SetOnce<Date>;
  taken_at: SetOnce<Date>;
}

/** Calls that a recorder could not archive yet, as it reports them. */
export interface StuckCallsTable {
  recording_id: SetOnce<RecordingId>;
  recorder_id: RecorderId;
  tenant_id: SetOnce<TenantId>;
  state: 'set-aside' | 'retrying';
  failures: number;
  error: string;
  since: Date;
  started_at: SetOnce<Date>;
  ended_at: SetOnce<Date>;
  spool: ColumnType<{ readonly files: readonly string[]; readonly bytes: number }, string, never>;
  /** Set by the operator, cleared by the recorder. */
  retry_requested_at: Date | null;
}

/** What somebody orders of a running call, until it is answered. By the database's clock. */
export interface LiveControlsTable {
  tenant_id: SetOnce<TenantId>;
  id: SetOnce<LiveControlId>;
  recorder_id: SetOnce<RecorderId>;
  call_id: SetOnce<CallId>;
  action: SetOnce<string>;
  /** Nobody does it any more. */
  expires_at: SetOnce<Date>;
  /** By its recorder. */
  taken_at: Date | null;
  /** JSON: `ControlAnswer` as `answer`. */
  answer: ColumnType<unknown, string | null, string | null>;
}

export interface LegalHoldsTable {
  id: SetOnce<LegalHoldId>;
  tenant_id: SetOnce<TenantId>;
  recording_id: SetOnce<RecordingId>;
  reason: SetOnce<string>;
  placed_by: SetOnce<string>;
  placed_at: SetOnce<Date>;
  until: Date | null;
  lifted_by: string | null;
  lifted_at: Date | null;
}

export interface DestructionLogTable {
  seq: SetOnce<number>;
  at: SetOnce<Date>;
  tenant_id: SetOnce<TenantId>;
  recording_id: SetOnce<RecordingId>;
  started_at: SetOnce<Date>;
  sha256: SetOnce<Buffer>;
  reason: SetOnce<string>;
  previous_hash: SetOnce<Buffer>;
  hash: SetOnce<Buffer>;
  signature: SetOnce<Buffer>;
}

/** Since when a kind of personal data ends by its period, where there was data before that. */
export interface PersonalDataStartsTable {
  kind: SetOnce<string>;
  introduced_at: SetOnce<Date>;
}

/** Tenants whose personal data does not end for now. */
export interface RetentionPausesTable {
  tenant_id: SetOnce<TenantId>;
  reason: string;
  paused_by: string;
  paused_at: Date;
  /** The first instant without the pause; null: until it is ended. */
  until: Date | null;
}

export interface RetentionRunsTable {
  id: GeneratedAlways<number>;
  at: SetOnce<Date>;
  finished_at: Date | null;
  destroyed: Generated<number>;
  rewrapped: Generated<number>;
}
