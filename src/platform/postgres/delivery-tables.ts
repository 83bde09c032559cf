import type { ColumnType, Generated } from 'kysely';
import type { PackageId, PushHookId, RecorderId, RecordingId, TenantId } from '../../base/ids.ts';
import type { SetOnce } from './columns.ts';

/** What recorders tell the others of calls on their way. */
export interface RecordersTable {
  id: SetOnce<RecorderId>;
  /** The start of the oldest call that is open or not archived yet; null: there is none. */
  unarchived_since: Date | null;
  seen_at: Date;
}

/** Where a tenant's daily packages go. */
export interface PushTargetsTable {
  tenant_id: SetOnce<TenantId>;
  /** What is no secret of the target's settings. */
  settings: unknown;
  /** JSON of the secrets, sealed by a key of the key store. */
  sealed_secrets: Buffer;
  form: PackageForm;
  /** Whether what was sent is read back where the target cannot prove it has it. */
  read_back: boolean;
  /** How many uploads may be under way at once. */
  connections: number;
  bytes_per_second: number | null;
  /** Whether what is not delivered is kept beyond its retention, as far as the operator lets. */
  keep_undelivered: boolean;
  hook_url: string | null;
  changed_at: Date;
  /** Failed attempts since the last successful one. */
  attempts: Generated<number>;
  failing_since: Date | null;
  /** When the customer was notified of the failure; null: not yet since it began. */
  failure_notified_at: Date | null;
  next_attempt_at: Date;
  /** Held by a worker that delivers to it now; until when, by the database's clock. */
  lease: string | null;
  leased_until: Date | null;
}

/** The key that we sign in with at a tenant's SFTP server. */
export interface PushSshKeysTable {
  tenant_id: SetOnce<TenantId>;
  /** A line of `authorized_keys`. */
  public_key: string;
  /** Sealed by a key of the key store. */
  sealed_private_key: Buffer;
  made_at: Date;
}

export type PackageForm = 'tree' | 'zip';

/** Packages of days, delivered or to be. */
export interface PackagesTable {
  id: SetOnce<PackageId>;
  tenant_id: SetOnce<TenantId>;
  /** A Warsaw day. */
  day: SetOnce<string>;
  /** 1 for the day's first package, 2 and on for what came later. */
  number: SetOnce<number>;
  kind: SetOnce<'day' | 'supplement' | 'resend'>;
  form: PackageForm;
  /** Gzipped JSON of what the manifest tells; null once delivered. */
  contents: Buffer | null;
  recordings: number;
  unrecorded: number;
  /** Of the recordings. */
  size_bytes: number;
  made_at: SetOnce<Date>;
  begun_at: Date | null;
  sent_files: Generated<number>;
  sent_bytes: Generated<number>;
  /** Of the last attempt; null: it did not fail. */
  error_code: string | null;
  error_detail: string | null;
  failed_at: Date | null;
  delivered_at: Date | null;
  /** The target as the customer knows it, without secrets. */
  delivered_to: string | null;
}

export interface PackageFilesTable {
  package_id: SetOnce<PackageId>;
  recording_id: SetOnce<RecordingId>;
  tenant_id: SetOnce<TenantId>;
  delivered_at: Date | null;
  /** The package goes without it, since we could not read it for days. */
  unreadable: ColumnType<boolean, boolean | undefined, boolean>;
}

/** Events for the customers' own programs. */
export interface PushHooksTable {
  id: SetOnce<PushHookId>;
  tenant_id: SetOnce<TenantId>;
  event: SetOnce<string>;
  /** JSON, as it is signed and sent. */
  body: SetOnce<string>;
  created_at: SetOnce<Date>;
  attempts: Generated<number>;
  next_attempt_at: Date;
  /** Delivered or given up. */
  ended_at: Date | null;
  failure: string | null;
  /** Held by a worker that sends it now; until when, by the database's clock. */
  lease: string | null;
  leased_until: Date | null;
}
