import type { ColumnType, Generated } from 'kysely';
import type {
  CallId,
  RecordingId,
  RefusedUploadId,
  SourceId,
  SourceKeyId,
  SourceRecordsId,
  TenantId,
  TraceId,
} from '../../base/ids.ts';
import type { SetByDatabase, SetOnce } from './columns.ts';

export interface SourcesTable {
  id: SetOnce<SourceId>;
  name: string;
  /** For earlier releases the first one; `source_addresses` has all. */
  address: string | null;
  /** The tenant of its calls if they do not identify one. */
  tenant_id: TenantId | null;
  /** Which of its INVITEs are recording sessions. */
  recognition: ColumnType<'lenient' | 'strict', 'lenient' | 'strict' | undefined, 'lenient' | 'strict'>;
  /** Whether the User-to-User header of its INVITEs is an id of the call. */
  user_to_user_ids: Generated<boolean>;
  /** Of the times that it writes without an offset (IANA). */
  time_zone: string | null;
  /** How its call records are read. */
  record_format: Generated<string>;
  /** Where a field is in them, by our name of it. */
  record_fields: ColumnType<Record<string, string>, string | undefined, string>;
  /** Of earlier releases: `source_keys` has all. */
  api_key_hash: Buffer | null;
  created_at: SetByDatabase<Date>;
  removed_at: Date | null;
}

/** The addresses and networks a PBX sends SIPREC sessions from. */
export interface SourceAddressesTable {
  address: SetOnce<string>;
  source_id: SetOnce<SourceId>;
}

/** The DNS names whose addresses it sends them from. */
export interface SourceNamesTable {
  name: SetOnce<string>;
  source_id: SetOnce<SourceId>;
  /** When DNS last answered; null: never. */
  answered_at: Date | null;
  /** Why it did not when it was last asked; null: it did. */
  failure: string | null;
}

/** What DNS says of them. */
export interface SourceNameAddressesTable {
  name: SetOnce<string>;
  address: SetOnce<string>;
  /** When it last said so. */
  seen_at: Date;
}

/** The names in certificates by which a PBX is known over TLS, as they are compared. */
export interface SourceCertificatesTable {
  name: SetOnce<string>;
  source_id: SetOnce<SourceId>;
}

/** By what a PBX signs in over SIP. */
export interface SourceDigestsTable {
  source_id: SetOnce<SourceId>;
  user_name: string;
  /** The hashes of user, realm and secret. */
  sealed_hashes: Buffer;
  created_at: Date;
}

export interface SourceKeysTable {
  id: SetOnce<SourceKeyId>;
  source_id: SetOnce<SourceId>;
  name: Generated<string>;
  /** The key's first characters, to recognize it; null: made by an earlier release. */
  prefix: string | null;
  /** SHA-256. */
  key_hash: SetOnce<Buffer>;
  scopes: string[];
  created_at: SetByDatabase<Date>;
  /** Null: valid until it is removed. */
  expires_at: Date | null;
}

/** What sources did, by Warsaw days. */
export interface SourceStatisticsTable {
  source_id: SetOnce<SourceId>;
  /** `YYYY-MM-DD`. */
  day: SetOnce<string>;
  counted: SetOnce<string>;
  count: number;
}

/** The SIP messages of a recording session, for some hours. */
export interface SessionTracesTable {
  id: SetOnce<TraceId>;
  source_id: SourceId | null;
  tenant_id: TenantId | null;
  recording_id: RecordingId | null;
  call_id: CallId | null;
  started_at: SetOnce<Date>;
  last_at: Date;
  /** `recorded`, or why not. */
  result: string | null;
  ended: string | null;
  /** Of the last final response to an INVITE. */
  status: number | null;
  messages: number;
  left_out: number;
}

export interface SessionTracePartsTable {
  trace_id: SetOnce<TraceId>;
  part: SetOnce<number>;
  /** Gzipped JSON, an array of `TracedMessage`, sealed. */
  sealed: Buffer;
}

/** Uploads whose audio could not be used, for a day. */
export interface RefusedUploadsTable {
  id: SetOnce<RefusedUploadId>;
  tenant_id: SetOnce<TenantId>;
  source_id: SetOnce<SourceId>;
  /** That it would have been. */
  recording_id: SetOnce<RecordingId>;
  caller: string | null;
  callee: string | null;
  started_at: SetOnce<Date>;
  /** JSON of `ReportedCall`. */
  call: unknown;
  code: SetOnce<string>;
  reason: SetOnce<string>;
  /** What its first bytes look like. */
  begins_as: SetOnce<string>;
  size_bytes: SetOnce<number>;
  /** Of the file; null: refused by an earlier release. */
  sha256: Buffer | null;
  /** What counts for the limits; 0: not stored. */
  stored_bytes: SetOnce<number>;
  /** How often the same was refused. */
  times: number;
  refused_at: Date;
  /** The first instant at which nobody can read it. */
  ends_at: Date;
  /** Until then a process may still be storing its object; null: none is. */
  storing_until: Date | null;
  /** Null: its object is not stored. */
  wrapped_key: Buffer | null;
}

/** The last requests with call records of a source, for a day. */
export interface SourceRecordsTable {
  id: SetOnce<SourceRecordsId>;
  source_id: SetOnce<SourceId>;
  received_at: SetOnce<Date>;
  /** How many of its records are kept; at least 1. */
  records: SetOnce<number>;
  /** Gzipped JSON, a `KeptRequest`, sealed. */
  sealed: SetOnce<Buffer>;
}
