import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { EvidenceKeyId, MailId, TenantId } from '../../base/ids.ts';
import type { Nullable, SetByDatabase, SetOnce } from './columns.ts';

export interface AuditEventsTable {
  id: GeneratedAlways<number>;
  at: SetOnce<Date>;
  tenant_id: SetOnce<TenantId | null>;
  actor: SetOnce<string>;
  action: SetOnce<string>;
  subject: SetOnce<string | null>;
  address: SetOnce<string | null>;
  /** The event's position in its tenant's chain, from 1; null if it was recorded before chains were introduced. */
  seq: SetOnce<number | null>;
  detail: SetOnce<unknown>;
  previous_hash: SetOnce<Buffer | null>;
  hash: SetOnce<Buffer | null>;
}

/** The last event of each chain of audit events. */
export interface AuditChainsTable {
  /** A tenant's id; the nil UUID for the operator's events. */
  chain: SetOnce<string>;
  seq: number;
  hash: Buffer;
  /** How many of its oldest events were cut; 0: none. */
  cut_seq: Generated<number>;
  /** The hash of the last event that was cut. */
  cut_hash: Buffer | null;
}

/** Mails that are queued or sent. */
export interface MailsTable {
  id: SetOnce<MailId>;
  tenant_id: SetOnce<TenantId | null>;
  kind: SetOnce<string>;
  recipient: SetOnce<string>;
  subject: SetOnce<string>;
  body: string;
  /** Of subject and body. Null: the tenant's. */
  language: ColumnType<'pl' | 'en' | null, 'pl' | 'en' | null | undefined, never>;
  /** The body holds a secret, and is erased when the mail was sent. */
  secret: Generated<boolean>;
  /** A mail with the key of an earlier one is not queued again. */
  dedup_key: SetOnce<string | null>;
  /** A PDF that the mail brings along; gone when it was sent. */
  attachment_name: Nullable<string>;
  attachment: Nullable<Buffer>;
  created_at: SetOnce<Date>;
  attempts: Generated<number>;
  next_attempt_at: Date;
  sent_at: Date | null;
  failure: string | null;
  /** Held by a worker that sends it now; until when, by the database's clock. */
  lease: string | null;
  leased_until: Date | null;
}

/** The folders or buckets of recordings and keys, by the ids they carry. */
export interface StoresTable {
  name: SetOnce<string>;
  id: SetOnce<string>;
  /** Null: a folder, of an earlier release. */
  place: 'folder' | 's3' | null;
  moving_to: 'folder' | 's3' | null;
}

/** Objects that a move of their store is copying. */
export interface StoreCopiesTable {
  key: SetOnce<string>;
}

/** By which customers' programs recognise this server over SFTP. */
export interface SftpHostKeysTable {
  /** As SSH names it: `ssh-ed25519`, `ssh-rsa`. */
  type: SetOnce<string>;
  public_key: SetOnce<string>;
  sealed_private_key: SetOnce<Buffer>;
  made_at: SetOnce<Date>;
}

/** What pg-boss does not store about jobs. */
export interface JobRunsTable {
  name: SetOnce<string>;
  succeeded_at: Date | null;
  late_from: Date;
}

/** What the product looks like and is called; at most one row. */
export interface BrandingTable {
  single: SetByDatabase<true>;
  settings: unknown;
  changed_at: Date;
}

export interface BrandingPicturesTable {
  kind: SetOnce<string>;
  png: Buffer;
  changed_at: Date;
}

/** What each process of the service last reported of itself and its machine. */
export interface MachineReportsTable {
  machine: SetOnce<string>;
  report: unknown;
  seen_at: Date;
}

/** The keys that sign evidence packs, or have: the private part is in the key store, until it is replaced. */
export interface EvidenceKeysTable {
  id: SetOnce<EvidenceKeyId>;
  public_key: SetOnce<string>;
  made_at: SetOnce<Date>;
  /** Null: it is in use. */
  replaced_at: Date | null;
}
