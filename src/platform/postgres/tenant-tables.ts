import type { ColumnType, Generated } from 'kysely';
import type {
  ApiKeyId,
  CallMailRuleId,
  CustomerNoteId,
  ListeningGrantId,
  ShareLinkId,
  NumberGroupId,
  RecordingId,
  RecordingRuleId,
  SourceId,
  TenantAliasId,
  TenantId,
  UserId,
} from '../../base/ids.ts';
import type { SetByDatabase, SetOnce } from './columns.ts';

export interface PlansTable {
  name: string;
  includes_recording: boolean;
  /** The most legal holds in force of a tenant; null: no limit. */
  max_holds: ColumnType<number | null, number | null | undefined, number | null>;
  /** The most days of a legal hold; null: no limit. */
  max_hold_days: ColumnType<number | null, number | null | undefined, number | null>;
  /** Since when no other tenant gets it; null: it is offered. */
  retired_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

export interface TenantsTable {
  id: SetOnce<TenantId>;
  name: string;
  hosted_pbx: Generated<boolean>;
  recording_enabled: Generated<boolean>;
  record_internal: Generated<boolean>;
  created_at: SetByDatabase<Date>;
  /** The Warsaw day (`YYYY-MM-DD`) from which the tenant is billed. */
  billing_from: SetByDatabase<string>;
  /** The day of the month its billing periods begin on; null: the day of `billing_from`. */
  billing_day: number | null;
  /** From where its people and its FTP account may sign in; empty: from everywhere. */
  allowed_networks: Generated<string[]>;
  /** Nobody of the tenant can sign in. */
  disabled_at: Date | null;
  /** Packages and erasures of the RODO desk need the release by a second administrator. */
  rodo_two_person: Generated<boolean>;
  /** Whether its files are fetched over FTP with TLS only: `required`, `optional`, `off`. */
  ftp_tls: Generated<'required' | 'optional' | 'off'>;
  /** No recording is shared by a link, and no link works. */
  sharing_forbidden: Generated<boolean>;
  /** Users with these roles need a second factor. */
  second_factor_roles: Generated<string[]>;
  /** Language of the mails. */
  language: Generated<'pl' | 'en'>;
  /** Since when its calls are not recorded and its panel is read only; null: it is not suspended. */
  suspended_at: Date | null;
  /** As the tenant sees it. */
  suspension_reason: string | null;
  /** The beginning of the Warsaw day from which on the tenant is out and its recordings are expired; null: it stays. */
  leaves_at: Date | null;
  leave_ordered_at: Date | null;
  /** Since when its access is closed and its data is being destroyed. */
  left_at: Date | null;
  /** Since when nothing is left of it but what must be kept. */
  erased_at: Date | null;
  /** The tax number, ten digits. */
  nip: string | null;
  address_line1: string | null;
  address_line2: string | null;
  /** ISO 3166-1, two letters. */
  country: Generated<string>;
  /** The customer's id in the operator's other systems. */
  external_id: string | null;
}

/** The numbers without a known end. */
export interface TenantNumbersTable {
  /** E.164 with `+`, or a short number. */
  number: string;
  tenant_id: TenantId;
  /** Null: since ever. */
  starts_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

export interface EndedTenantNumbersTable {
  number: SetOnce<string>;
  tenant_id: SetOnce<TenantId>;
  starts_at: SetOnce<Date | null>;
  ends_at: Date;
}

export type ContactKind = 'administrative' | 'technical' | 'billing' | 'data-protection';

export interface TenantContactsTable {
  tenant_id: SetOnce<TenantId>;
  /** In lower case. */
  email: ColumnType<string, string, string>;
  kinds: Generated<ContactKind[]>;
  name: string | null;
  phone: string | null;
}

export interface NumberGroupsTable {
  id: SetOnce<NumberGroupId>;
  tenant_id: SetOnce<TenantId>;
  name: string;
  numbers: string[];
}

export interface RecordingRulesTable {
  tenant_id: SetOnce<TenantId>;
  id: SetOnce<RecordingRuleId>;
  position: number;
  name: string;
  enabled: boolean;
  effect: 'always' | 'never' | 'on-demand';
  percent: number;
  /** JSON: `StoredConditions`. */
  conditions: ColumnType<unknown, string, string>;
}

/** What the release before knows of a tenant's first file credential; triggers keep both the same. */
export interface FtpAccountsTable {
  tenant_id: SetOnce<TenantId>;
  login: string;
  password_hash: string;
  password_changed_at: Date;
}

/** Keys of a tenant for integrators. */
export interface ApiKeysTable {
  id: SetOnce<ApiKeyId>;
  tenant_id: SetOnce<TenantId>;
  name: SetOnce<string>;
  /** The key's first characters, to recognize it. */
  prefix: SetOnce<string>;
  /** SHA-256. */
  key_hash: SetOnce<Buffer>;
  scopes: SetOnce<string[]>;
  created_at: SetOnce<Date>;
  /** Null: valid until it is revoked. */
  expires_at: SetOnce<Date | null>;
  revoked_at: Date | null;
  /** Null: the operator, or an earlier release. */
  made_by: ColumnType<UserId | null, UserId | null, never>;
}

/** The names by which PBXs call a tenant. */
export interface TenantAliasesTable {
  id: SetOnce<TenantAliasId>;
  tenant_id: SetOnce<TenantId>;
  /** Null: every source. */
  source_id: SetOnce<SourceId | null>;
  kind: SetOnce<string>;
  name: SetOnce<string>;
  /** The name as it is compared. */
  compared: SetOnce<string>;
  created_at: SetByDatabase<Date>;
}

/** Names that sources gave lately and that no tenant has. */
export interface UnknownTenantNamesTable {
  source_id: SetOnce<SourceId>;
  kind: SetOnce<string>;
  compared: SetOnce<string>;
  name: string;
  /** In how many sessions. */
  count: number;
  first_seen_at: SetOnce<Date>;
  last_seen_at: Date;
}

/** When a source or a key was last used; written rarely. */
export interface LastSeenTable {
  id: SetOnce<string>;
  seen_at: Date;
  address: string;
}

/** One row. Its number grows in every transaction that changes plans, tenants, their numbers or sources. */
export interface DirectoryVersionTable {
  version: ColumnType<number, never, never>;
}

/** What the operator's staff ask of a tenant, and what the tenant gives: to hear its recordings for a limited time. */
export interface ShareLinksTable {
  tenant_id: SetOnce<TenantId>;
  id: SetOnce<ShareLinkId>;
  /** SHA-256. */
  token_hash: SetOnce<Buffer>;
  recording_id: SetOnce<RecordingId>;
  created_by: SetOnce<UserId>;
  /** The mail rule that made it; null: a person. */
  rule_id: ColumnType<CallMailRuleId | null, CallMailRuleId | null | undefined, never>;
  label: string;
  /** Whether the recording may be downloaded, too. */
  download: SetOnce<boolean>;
  password_hash: SetOnce<string | null>;
  /** Null: as often as one likes. */
  max_uses: SetOnce<number | null>;
  uses: Generated<number>;
  created_at: SetOnce<Date>;
  expires_at: SetOnce<Date>;
  last_used_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  revoked_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

/** Openings of links. */
export interface ShareVisitsTable {
  tenant_id: SetOnce<TenantId>;
  link_id: SetOnce<ShareLinkId>;
  token_hash: SetOnce<Buffer>;
  expires_at: SetOnce<Date>;
}

export interface ListeningGrantsTable {
  id: SetOnce<ListeningGrantId>;
  tenant_id: SetOnce<TenantId>;
  /** One of the operator's staff; null: each of them. */
  given_to: SetOnce<UserId | null>;
  /** Null: all of the tenant's. */
  recording_id: SetOnce<RecordingId | null>;
  /** Whether recordings may be downloaded, too. */
  download: SetOnce<boolean>;
  reason: SetOnce<string>;
  /** A login, or `cli`, as in the other columns that end with `_by`. */
  requested_by: SetOnce<string>;
  requested_at: SetOnce<Date>;
  /** Null: not decided. */
  decided_by: ColumnType<string | null, string | null | undefined, string | null>;
  decided_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** Both null: not given. */
  valid_from: ColumnType<Date | null, Date | null | undefined, Date | null>;
  valid_until: ColumnType<Date | null, Date | null | undefined, Date | null>;
  taken_back_by: ColumnType<string | null, string | null | undefined, string | null>;
  taken_back_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

/** What the operator's staff write down about a customer; the customer does not see it. */
export interface CustomerNotesTable {
  tenant_id: SetOnce<TenantId>;
  id: SetOnce<CustomerNoteId>;
  text: SetOnce<string>;
  /** A login. */
  written_by: SetOnce<string>;
  written_at: SetOnce<Date>;
}
