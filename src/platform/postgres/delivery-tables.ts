import type { ColumnType, Generated } from 'kysely';
import type { PackageId, PushHookId, RecordingId, TenantId } from '../../base/ids.ts';
import type { SetOnce } from './columns.ts';

export type PackageForm = 'tree' | 'zip';

/** Where a tenant's daily packages go. */
export interface PushTargetsTable {
  tenant_id: SetOnce<TenantId>;
  /** The target's settings without the secrets. */
  settings: unknown;
  /** JSON of the secrets, encrypted with a key of the key store. */
  sealed_secrets: Buffer;
  form: PackageForm;
  /** Whether sent files are read back if the target cannot verify their content. */
  read_back: boolean;
  /** How many uploads may run at once. */
  connections: number;
  bytes_per_second: number | null;
  /** Whether undelivered recordings are kept beyond their retention, up to the operator's limit. */
  keep_undelivered: boolean;
  hook_url: string | null;
  changed_at: Date;
  /** Failed attempts since the last successful one. */
  failures: Generated<number>;
  failing_since: Date | null;
  /** When the customer was notified of the failure; null: not yet since it began. */
  failure_notified_at: Date | null;
  next_attempt_at: Date;
  /** Held by a worker that delivers to it now; until when, by the database's clock. */
  lease: string | null;
  leased_until: Date | null;
}

/** The SSH key we use to sign in to a tenant's SFTP server. */
export interface PushSshKeysTable {
  tenant_id: SetOnce<TenantId>;
  /** A line of `authorized_keys`. */
  public_key: string;
  /** Encrypted with a key of the key store. */
  sealed_private_key: Buffer;
  made_at: Date;
}

/** Daily packages, delivered and undelivered. */
export interface PackagesTable {
  id: SetOnce<PackageId>;
  tenant_id: SetOnce<TenantId>;
  /** A Warsaw day. */
  day: SetOnce<string>;
  /** 1 for the day's first package; 2, 3, … for later ones. */
  number: SetOnce<number>;
  kind: SetOnce<'day' | 'supplement' | 'resend'>;
  form: PackageForm;
  /** Gzipped JSON of the manifest's content; null once delivered. */
  contents: Buffer | null;
  recordings: number;
  unrecorded: number;
  /** Total size of the recordings. */
  size_bytes: number;
  made_at: SetOnce<Date>;
  begun_at: Date | null;
  sent_files: Generated<number>;
  sent_bytes: Generated<number>;
  /** Error of the last attempt; null if it did not fail. */
  error_code: string | null;
  error_detail: string | null;
  failed_at: Date | null;
  delivered_at: Date | null;
  /** The target as shown to the customer, without secrets. */
  delivered_to: string | null;
  /** How the target refused to show a file that it had confirmed; null: what it has was verified. */
  not_verified: string | null;
}

export interface PackageFilesTable {
  package_id: SetOnce<PackageId>;
  recording_id: SetOnce<RecordingId>;
  tenant_id: SetOnce<TenantId>;
  delivered_at: Date | null;
  /** The package is sent without it, because we could not read it for days. */
  unreadable: ColumnType<boolean, boolean | undefined, boolean>;
}

/** Web hooks to send to the customers' programs. */
export interface PushHooksTable {
  id: SetOnce<PushHookId>;
  tenant_id: SetOnce<TenantId>;
  event: SetOnce<string>;
  /** The JSON that is signed and sent. */
  body: SetOnce<string>;
  created_at: SetOnce<Date>;
  attempts: Generated<number>;
  next_attempt_at: Date;
  /** When it was delivered or given up. */
  ended_at: Date | null;
  failure: string | null;
  /** Held by a worker that sends it now; until when, by the database's clock. */
  lease: string | null;
  leased_until: Date | null;
}
