import type { AuditEvent } from '../audit/index.ts';
import type { SubscriptionId, TenantId } from '../base/ids.ts';
import type { Database, SubscribedService } from '../platform/postgres/index.ts';
import { addSubscription, type ServiceHistory, setSubscriptionEnd, type Subscription } from '../tenants/index.ts';

/** The part of a subscription that charges follow from. */
export type ChargedSubscription = Pick<Subscription, 'service' | 'plan' | 'units' | 'startsAt' | 'endsAt'>;

/** One that a price list can have a price of. */
export type OrderedSubscription = ChargedSubscription & { readonly service: SubscribedService };

/** What an order changes in a tenant's history: subscriptions get an end, and at most one begins. */
export interface ServiceChange {
  readonly ends: readonly NewEnd[];
  readonly begins: OrderedSubscription | null;
}

interface NewEnd {
  readonly id: SubscriptionId;
  /** Unix ms. */
  readonly endsAt: number;
}

/** Ends a service at an instant: current subscriptions end then, later ones never begin. */
export function endService(history: ServiceHistory, service: SubscribedService, at: number): NewEnd[] {
  return history
    .filter((one) => one.service === service && (one.endsAt === null || one.endsAt > Math.max(one.startsAt, at)))
    .map(({ id, startsAt }) => ({ id, endsAt: Math.max(startsAt, at) }));
}

/** The history with the change. */
export function applyChange(history: ServiceHistory, { ends, begins }: ServiceChange): readonly ChargedSubscription[] {
  const endOf = new Map(ends.map(({ id, endsAt }) => [id, endsAt]));
  const kept = history.map((one) => ({ ...one, endsAt: endOf.get(one.id) ?? one.endsAt }));
  return begins === null ? kept : [...kept, begins];
}

/** Who orders, as in the audit log. */
export type OrderedBy = Pick<AuditEvent, 'actor' | 'address'>;

interface ChangeOrder {
  readonly tenantId: TenantId;
  readonly orderedBy: string;
  /** Unix ms. */
  readonly orderedAt: number;
  readonly orderKey: string;
}

/** Saves a change, in the transaction that locked the tenant and read the history. */
export async function saveChange(transaction: Database, change: ServiceChange, order: ChangeOrder): Promise<void> {
  await saveEnds(transaction, order.tenantId, change.ends);
  if (change.begins === null) return;
  const { plan, ...begins } = change.begins;
  await addSubscription(transaction, { ...begins, ...(plan !== null && { plan }), ...order });
}

export async function saveEnds(transaction: Database, tenantId: TenantId, ends: readonly NewEnd[]): Promise<void> {
  for (const end of ends) await setSubscriptionEnd(transaction, { tenantId, ...end });
}
