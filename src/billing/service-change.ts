import type { SubscriptionId, TenantId } from '../base/ids.ts';
import type { Database, SubscribedService } from '../platform/postgres/index.ts';
import { addSubscription, type ServiceHistory, setSubscriptionEnd, type Subscription } from '../tenants/index.ts';

/** What a subscription is charged by. */
export type ChargedSubscription = Pick<Subscription, 'service' | 'plan' | 'units' | 'startsAt' | 'endsAt'>;

/** What an order does to a tenant's history: subscriptions get an end, and at most one begins. */
export interface ServiceChange {
  readonly ends: readonly NewEnd[];
  readonly begins: ChargedSubscription | null;
}

interface NewEnd {
  readonly id: SubscriptionId;
  /** Unix ms. */
  readonly endsAt: number;
}

/** What leaves nothing of a service from an instant on; what was to begin later never begins. */
export function endFrom(history: ServiceHistory, service: SubscribedService, at: number): NewEnd[] {
  return history
    .filter((one) => one.service === service && (one.endsAt === null || one.endsAt > Math.max(one.startsAt, at)))
    .map(({ id, startsAt }) => ({ id, endsAt: Math.max(startsAt, at) }));
}

/** The history as it will be. */
export function changed(history: ServiceHistory, { ends, begins }: ServiceChange): readonly ChargedSubscription[] {
  const endOf = new Map(ends.map(({ id, endsAt }) => [id, endsAt]));
  const kept = history.map((one) => ({ ...one, endsAt: endOf.get(one.id) ?? one.endsAt }));
  return begins === null ? kept : [...kept, begins];
}

export interface ChangeOrder {
  readonly tenantId: TenantId;
  readonly orderedBy: string;
  /** Unix ms. */
  readonly orderedAt: number;
  readonly orderKey: string;
}

/** Writes a change, in the transaction that read the history and has the tenant locked. */
export async function saveChange(transaction: Database, change: ServiceChange, order: ChangeOrder): Promise<void> {
  await saveEnds(transaction, order.tenantId, change.ends);
  if (change.begins === null) return;
  const { plan, ...begins } = change.begins;
  await addSubscription(transaction, { ...begins, ...(plan !== null && { plan }), ...order });
}

export async function saveEnds(transaction: Database, tenantId: TenantId, ends: readonly NewEnd[]): Promise<void> {
  for (const end of ends) await setSubscriptionEnd(transaction, { tenantId, ...end });
}
