import type { ColumnType, Generated } from 'kysely';
import type { FailedSignInId, FileCredentialId, FileCredentialKeyId, FileSessionId, TenantId } from '../../base/ids.ts';
import type { Nullable, SetOnce } from './columns.ts';

/** Who may fetch a tenant's files over FTP, SFTP and WebDAV. */
export interface FileCredentialsTable {
  /** The tenant's first one, its FTP account, has the tenant's id. */
  id: SetOnce<FileCredentialId>;
  tenant_id: SetOnce<TenantId>;
  login: string;
  label: string;
  /** `ftp`, `sftp`, `webdav`. */
  doors: string[];
  /** Only recordings in which one of these numbers took part; null: all of the tenant's. */
  numbers: Nullable<string[]>;
  /** Null: by keys only. */
  password_hash: string | null;
  password_changed_at: Nullable<Date>;
  expires_at: Nullable<Date>;
  /** Besides the tenant's own; empty: these alone count. */
  allowed_networks: Generated<string[]>;
  /** Of all its sessions in one process, in 1000 bytes a second; null: no limit. */
  bandwidth_kbytes: Nullable<number>;
  created_at: SetOnce<Date>;
  /** A user's id, or `cli`; null: made with the tenant. */
  created_by: ColumnType<string | null, string | null | undefined, never>;
  revoked_at: Nullable<Date>;
  last_used_at: Nullable<Date>;
  last_used_address: Nullable<string>;
  last_used_door: Nullable<string>;
  last_used_encrypted: Nullable<boolean>;
}

export interface FileCredentialKeysTable {
  id: SetOnce<FileCredentialKeyId>;
  credential_id: SetOnce<FileCredentialId>;
  /** SSH wire format. */
  public_key: SetOnce<Buffer>;
  /** `SHA256:…`, as OpenSSH prints it. */
  fingerprint: SetOnce<string>;
  label: SetOnce<string>;
  added_at: SetOnce<Date>;
}

/** What is open in each process of the role `files`. */
export interface FileSessionsTable {
  id: SetOnce<FileSessionId>;
  tenant_id: SetOnce<TenantId>;
  credential_id: SetOnce<FileCredentialId>;
  door: SetOnce<string>;
  address: SetOnce<string>;
  encrypted: SetOnce<boolean>;
  since: SetOnce<Date>;
  activity: string;
  sent_bytes: number;
  /** When its process last wrote it. */
  seen_at: Date;
  /** Since when it is to end. */
  ended_at: Nullable<Date>;
}

export interface FailedFileSignInsTable {
  id: SetOnce<FailedSignInId>;
  /** Null: nobody has this login. */
  tenant_id: SetOnce<TenantId | null>;
  /** Null: nobody has it; it may be a password in the wrong field. */
  login: SetOnce<string | null>;
  door: SetOnce<string>;
  address: SetOnce<string>;
  encrypted: SetOnce<boolean>;
  reason: SetOnce<string>;
  /** How many such, in one process within an hour. */
  attempts: number;
  failed_at: Date;
}
