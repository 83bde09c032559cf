import type { CallId, SavedSearchId, TenantId, UserId } from '../../base/ids.ts';
import type { SetByDatabase, SetOnce } from './columns.ts';

/** What lists of calls look for. Kept by triggers (migration 0066): no program writes it. */
export interface CallTermsTable {
  tenant_id: SetByDatabase<TenantId>;
  /** Empty: of every call. `=` and a number, `@` and an extension that took part. */
  term: SetByDatabase<string>;
  /** 0 inbound, 2 outbound, 4 internal; and 1 with a recording. */
  kind: SetByDatabase<number>;
  started_at: SetByDatabase<Date>;
  call_id: SetByDatabase<CallId>;
  /** Of the empty term: a space and each number of the call; null: too many. */
  numbers: SetByDatabase<string | null>;
}

/** Each number that a tenant's calls have; rarely more than once. Kept by triggers. */
export interface SeenNumbersTable {
  tenant_id: SetByDatabase<TenantId>;
  number: SetByDatabase<string>;
}

/** Tenants whose calls from before the search by index are still to be added: those before this position. */
export interface CallsToIndexTable {
  tenant_id: SetOnce<TenantId>;
  before_at: SetByDatabase<Date>;
  before_id: SetByDatabase<CallId>;
}

/** Names that a tenant gives to numbers. */
export interface PhoneBookTable {
  tenant_id: SetOnce<TenantId>;
  /** As calls have it. */
  number: SetOnce<string>;
  name: string;
  /** `foldedName` of it. */
  folded_name: string;
  changed_at: Date;
}

export interface SavedSearchesTable {
  tenant_id: SetOnce<TenantId>;
  user_id: SetOnce<UserId>;
  id: SetOnce<SavedSearchId>;
  name: string;
  /** JSON: the filters, as the panel's address has them. */
  search: unknown;
}
