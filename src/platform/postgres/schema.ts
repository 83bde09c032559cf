import type { ColumnType, Generated, GeneratedAlways, Kysely } from 'kysely';
import type {
  CallId,
  CancellationRequestId,
  LegalHoldId,
  MailId,
  RecordingId,
  SourceId,
  SubscriptionId,
  TenantId,
  UserId,
} from '../../base/ids.ts';
import type { SetByDatabase, SetOnce } from './columns.ts';
import type {
  PackageFilesTable,
  PackagesTable,
  PushHooksTable,
  PushSshKeysTable,
  PushTargetsTable,
  RecordersTable,
} from './delivery-tables.ts';

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
  audit_chains: AuditChainsTable;
  subscriptions: SubscriptionsTable;
  tenant_contacts: TenantContactsTable;
  prices: PricesTable;
  statements: StatementsTable;
  mails: MailsTable;
  cancellation_requests: CancellationRequestsTable;
  legal_holds: LegalHoldsTable;
  destruction_log: DestructionLogTable;
  retention_runs: RetentionRunsTable;
  job_runs: JobRunsTable;
  recorders: RecordersTable;
  push_targets: PushTargetsTable;
  push_ssh_keys: PushSshKeysTable;
  packages: PackagesTable;
  package_files: PackageFilesTable;
  push_hooks: PushHooksTable;
}

interface PlansTable {
  name: string;
  includes_recording: boolean;
}

interface TenantsTable {
  id: SetOnce<TenantId>;
  name: string;
  hosted_pbx: Generated<boolean>;
  recording_enabled: Generated<boolean>;
  record_internal: Generated<boolean>;
  created_at: SetByDatabase<Date>;
  /** The Warsaw day (`YYYY-MM-DD`) from which the tenant is billed. */
  billing_from: SetByDatabase<string>;
  /** The day of the month its billing periods begin on; null: that of `billing_from`. */
  billing_day: number | null;
  /** Of the mails. */
  language: Generated<'pl' | 'en'>;
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
  /** The id of the call's record; unique for a tenant. */
  external_id: string | null;
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
  /** Peaks for the player, one row a channel: JSON of `Waveform`; null once destroyed. */
  waveform: unknown;
  flags: Generated<string[]>;
  stored_at: SetOnce<Date>;
  /** The key of the key store that wraps `wrapped_key`; both null: stored before encryption came, or destroyed. */
  key_id: string | null;
  wrapped_key: Buffer | null;
  /** From then on nobody gets it any more, whatever else happens. */
  destroying_at: Date | null;
  /** Set with `destroying_at`. */
  destruction_reason: 'expired' | 'option-ended' | 'on-request' | null;
  destroyed_at: Date | null;
}

interface AuditEventsTable {
  id: GeneratedAlways<number>;
  at: SetOnce<Date>;
  tenant_id: SetOnce<TenantId | null>;
  actor: SetOnce<string>;
  action: SetOnce<string>;
  subject: SetOnce<string | null>;
  address: SetOnce<string | null>;
  /** The event's place in its tenant's chain, from 1; null: recorded before there were chains. */
  seq: SetOnce<number | null>;
  detail: SetOnce<unknown>;
  previous_hash: SetOnce<Buffer | null>;
  hash: SetOnce<Buffer | null>;
}

/** The end of each chain of audit events. */
interface AuditChainsTable {
  /** A tenant's id; the nil UUID for the operator's own events. */
  chain: SetOnce<string>;
  seq: number;
  hash: Buffer;
}

export type SubscribedService = 'plan' | 'extended-retention' | 'push';

/** What a tenant has had from when until when. */
interface SubscriptionsTable {
  id: SetOnce<SubscriptionId>;
  tenant_id: SetOnce<TenantId>;
  service: SetOnce<SubscribedService>;
  /** Of the service `plan` only. */
  plan: SetOnce<string | null>;
  /** Of extended retention: how many times 30 days. */
  units: ColumnType<number, number | undefined, never>;
  starts_at: SetOnce<Date>;
  ends_at: Date | null;
  ordered_by: SetOnce<string>;
  ordered_at: SetOnce<Date>;
  /** The same order sent twice has the same key. */
  order_key: SetOnce<string | null>;
}

interface TenantContactsTable {
  tenant_id: SetOnce<TenantId>;
  /** In lower case. */
  email: SetOnce<string>;
}

interface PricesTable {
  id: GeneratedAlways<number>;
  service: SetOnce<SubscribedService>;
  plan: SetOnce<string | null>;
  fee: SetOnce<'monthly' | 'activation'>;
  net_grosze: SetOnce<number>;
  vat_percent: SetOnce<number>;
  /** A Warsaw day. */
  valid_from: SetOnce<string>;
  set_by: SetOnce<string>;
  set_at: SetByDatabase<Date>;
}

interface StatementsTable {
  tenant_id: SetOnce<TenantId>;
  /** Warsaw days: the first of the period, and the first of the next. */
  period_start: SetOnce<string>;
  period_end: SetOnce<string>;
  issued_at: SetOnce<Date>;
  content: SetOnce<unknown>;
}

/** Mails on their way out and those sent. */
interface MailsTable {
  id: SetOnce<MailId>;
  tenant_id: SetOnce<TenantId | null>;
  kind: SetOnce<string>;
  recipient: SetOnce<string>;
  subject: SetOnce<string>;
  body: SetOnce<string>;
  /** A mail with the key of an earlier one is not queued again. */
  dedup_key: SetOnce<string | null>;
  created_at: SetOnce<Date>;
  attempts: Generated<number>;
  next_attempt_at: Date;
  sent_at: Date | null;
  failure: string | null;
  /** Held by a worker that sends it now; until when, by the database's clock. */
  lease: string | null;
  leased_until: Date | null;
}

interface CancellationRequestsTable {
  id: SetOnce<CancellationRequestId>;
  /** Tells one mail from another. */
  mail_key: SetOnce<string>;
  tenant_id: TenantId | null;
  service: 'extended-retention' | 'push' | null;
  sender: SetOnce<string>;
  subject: SetOnce<string>;
  body: SetOnce<string>;
  authenticity: SetOnce<'verified' | 'unverified' | 'forged'>;
  sent_at: SetOnce<Date>;
  received_at: SetOnce<Date>;
  state: Generated<'waiting' | 'confirmed' | 'rejected'>;
  decided_at: Date | null;
  decided_by: string | null;
  decision_note: string | null;
  service_ends_at: Date | null;
}

interface LegalHoldsTable {
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

interface DestructionLogTable {
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

interface RetentionRunsTable {
  id: GeneratedAlways<number>;
  at: SetOnce<Date>;
  finished_at: Date | null;
  destroyed: Generated<number>;
  rewrapped: Generated<number>;
}

/** What the jobs' queue does not keep. */
interface JobRunsTable {
  name: SetOnce<string>;
  succeeded_at: Date | null;
  late_from: Date;
}
