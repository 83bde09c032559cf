import type { Generated } from 'kysely';
import type { RodoRequestId, TenantId } from '../../base/ids.ts';
import type { Nullable, SetOnce } from './columns.ts';

/** Requests of data subjects (GDPR, Polish RODO, Art. 15 and 17). */
export interface RodoRequestsTable {
  id: SetOnce<RodoRequestId>;
  tenant_id: SetOnce<TenantId>;
  kind: SetOnce<'access' | 'erasure'>;
  /** Null once the request is closed. */
  number: string | null;
  /** For documents and lists: without most of its digits. */
  masked_number: SetOnce<string>;
  note: SetOnce<string>;
  /** A login, or `cli`. */
  opened_by: SetOnce<string>;
  opened_at: SetOnce<Date>;
  /** Warsaw days. */
  received_on: SetOnce<string>;
  due_on: SetOnce<string>;
  state: Generated<'open' | 'awaiting-release' | 'working' | 'done' | 'closed'>;
  /** Whether the package has the recordings themselves. */
  with_recordings: Generated<boolean>;
  /** Kinds of conflicts that whoever ordered the erasure has accepted. */
  accepted: Generated<string[]>;
  ordered_by: Nullable<string>;
  /** As in the audit log. */
  ordered_actor: Nullable<string>;
  ordered_by_operator: Generated<boolean>;
  ordered_at: Nullable<Date>;
  released_by: Nullable<string>;
  released_at: Nullable<Date>;
  /** Error of the last attempt. */
  failure: Nullable<string>;
  /** JSON of `RodoAnswer`. */
  answer: unknown;
  outcome: Nullable<'fulfilled' | 'refused'>;
  outcome_note: Nullable<string>;
  closed_by: Nullable<string>;
  closed_at: Nullable<Date>;
}

/** The encrypted ZIP of an access request. */
export interface RodoPackagesTable {
  request_id: SetOnce<RodoRequestId>;
  tenant_id: SetOnce<TenantId>;
  /** Attempts so far: each has an object of its own. */
  attempt: Generated<number>;
  /** Null, like the other columns below: not made yet, or deleted. */
  object_key: Nullable<string>;
  size_bytes: Nullable<number>;
  sha256: Nullable<Buffer>;
  key_id: Nullable<string>;
  wrapped_key: Nullable<Buffer>;
  made_at: Nullable<Date>;
  expires_at: Nullable<Date>;
}
