import type { ColumnType, Generated, GeneratedAlways, Kysely } from 'kysely';
import type { CallId, RecordingId, SourceId, TenantId, UserId } from '../../base/ids.ts';

/** The database or a transaction in it: what every query is built on. */
export type Database = Kysely<Schema>;

/** Instants are `timestamptz`, read and written as Date; every table of a tenant's data has `tenant_id`. */
export interface Schema {
  plans: PlansTable;
  tenants: TenantsTable;
  tenant_numbers: TenantNumbersTable;
  users: UsersTable;
  sessions: SessionsTable;
  ftp_accounts: FtpAccountsTable;
  sources: SourcesTable;
  directory_version: DirectoryVersionTable;
  calls: CallsTable;
  recordings: RecordingsTable;
  audit_events: AuditEventsTable;
}

/** A value the database sets once when the row is made. */
type SetOnce<T> = ColumnType<T, T, never>;

/** A value the database fills in where none is given. */
type SetByDatabase<T> = ColumnType<T, T | undefined, never>;

interface PlansTable {
  name: string;
  includes_recording: boolean;
}

interface TenantsTable {
  id: SetOnce<TenantId>;
  name: string;
  plan: string;
  hosted_pbx: Generated<boolean>;
  recording_enabled: Generated<boolean>;
  record_internal: Generated<boolean>;
  created_at: SetByDatabase<Date>;
}

interface TenantNumbersTable {
  /** E.164 with `+`, or a short number. */
  number: string;
  tenant_id: TenantId;
}

interface UsersTable {
  id: SetOnce<UserId>;
  /** Null for the operator's staff. */
  tenant_id: TenantId | null;
  /** Unique whatever its case; stored in lower case. */
  login: string;
  password_hash: string;
  role: string;
  /** Numbers whose calls an agent may hear. */
  extensions: Generated<string[]>;
  may_download: Generated<boolean>;
  created_at: SetByDatabase<Date>;
  disabled_at: Date | null;
}

interface SessionsTable {
  /** SHA-256 of the token in the cookie; the token itself is nowhere stored. */
  token_hash: SetOnce<Buffer>;
  user_id: SetOnce<UserId>;
  created_at: SetOnce<Date>;
  expires_at: Date;
}

interface FtpAccountsTable {
  tenant_id: SetOnce<TenantId>;
  login: string;
  password_hash: string;
  password_changed_at: Date;
}

interface SourcesTable {
  id: SetOnce<SourceId>;
  name: string;
  /** The PBX's address for SIPREC; null: uploads only. */
  address: string | null;
  /** The tenant of its calls where nothing else tells. */
  tenant_id: TenantId | null;
  api_key_hash: Buffer;
  created_at: SetByDatabase<Date>;
}

/** One row. Its number grows in every transaction that changes plans, tenants, their numbers or sources. */
interface DirectoryVersionTable {
  version: ColumnType<number, never, never>;
}

interface CallsTable {
  id: SetOnce<CallId>;
  tenant_id: SetOnce<TenantId>;
  source_id: SourceId | null;
  /** The PBX's id of the call; unique for a tenant. */
  correlation_id: string | null;
  started_at: Date;
  answered_at: Date | null;
  ended_at: Date | null;
  direction: 'inbound' | 'outbound' | 'internal';
  caller: string | null;
  callee: string | null;
  extensions: Generated<string[]>;
  flags: Generated<string[]>;
  /** Why the call has no recording; null where it has one. */
  no_recording_reason: string | null;
  /** The PBX's metadata documents (RFC 7865), as they came. */
  metadata: Generated<string[]>;
  created_at: SetByDatabase<Date>;
}

interface RecordingsTable {
  id: SetOnce<RecordingId>;
  tenant_id: SetOnce<TenantId>;
  call_id: SetOnce<CallId>;
  /** The call's start: names the file and starts the retention. */
  started_at: SetOnce<Date>;
  /** `YYYY-MM-DD`, the folder in the tree. */
  warsaw_day: SetOnce<string>;
  file_name: SetOnce<string>;
  object_key: string;
  size_bytes: number;
  duration_ms: number;
  sha256: Buffer;
  /** Peaks for the player, one row a channel: JSON of `Waveform`. */
  waveform: unknown;
  flags: Generated<string[]>;
  stored_at: SetOnce<Date>;
}

interface AuditEventsTable {
  id: GeneratedAlways<number>;
  at: SetOnce<Date>;
  tenant_id: SetOnce<TenantId | null>;
  actor: SetOnce<string>;
  action: SetOnce<string>;
  subject: SetOnce<string | null>;
  address: SetOnce<string | null>;
}
