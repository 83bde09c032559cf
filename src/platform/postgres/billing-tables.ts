import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { CancellationRequestId, SubscriptionId, TenantId } from '../../base/ids.ts';
import type { SetByDatabase, SetOnce } from './columns.ts';

export type SubscribedService = 'plan' | 'extended-retention' | 'push';
/** What has a price: the services, and legal holds. */
export type PricedService = SubscribedService | 'legal-hold';

/** Which services a tenant has had, from when until when. */
export interface SubscriptionsTable {
  id: SetOnce<SubscriptionId>;
  tenant_id: SetOnce<TenantId>;
  service: SetOnce<SubscribedService>;
  /** The plan's name; only for the service `plan`. */
  plan: SetOnce<string | null>;
  /** For extended retention: how many times 30 days. */
  units: ColumnType<number, number | undefined, never>;
  starts_at: SetOnce<Date>;
  ends_at: Date | null;
  ordered_by: SetOnce<string>;
  ordered_at: SetOnce<Date>;
  /** An order that is sent twice has the same key. */
  order_key: SetOnce<string | null>;
}

export interface PricesTable {
  id: GeneratedAlways<number>;
  service: SetOnce<PricedService>;
  plan: SetOnce<string | null>;
  fee: SetOnce<'monthly' | 'activation'>;
  net_grosze: SetOnce<number>;
  vat_percent: SetOnce<number>;
  /** A Warsaw day. */
  valid_from: SetOnce<string>;
  set_by: SetOnce<string>;
  set_at: SetByDatabase<Date>;
}

export interface StatementsTable {
  tenant_id: SetOnce<TenantId>;
  /** Warsaw days: the first of the period, and the first of the next. */
  period_start: SetOnce<string>;
  period_end: SetOnce<string>;
  issued_at: SetOnce<Date>;
  content: SetOnce<unknown>;
}

export interface CancellationRequestsTable {
  id: SetOnce<CancellationRequestId>;
  /** Identifies the mail, to recognise one that was read twice. */
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
