import { sql } from 'kysely';
import type { SubscriptionId, TenantId } from '../base/ids.ts';
import type { Database, SubscribedService } from '../platform/postgres/index.ts';

/** Something a tenant has from one instant (Unix ms) until another. */
export interface Subscription {
  readonly id: SubscriptionId;
  readonly service: SubscribedService;
  /** Of the service `plan`; null for all others. */
  readonly plan: string | null;
  /** Whether the plan includes recording; false for all others. */
  readonly includesRecording: boolean;
  /** Of extended retention: how many times 30 days more; 1 for all others. */
  readonly units: number;
  readonly startsAt: number;
  /** The first instant without it; null while no end is known. */
  readonly endsAt: number | null;
  readonly orderedAt: number;
}

/**
 * Everything a tenant has had, has and will have, oldest first. What it may do and what it pays at any instant follows
 * from this alone. Of one service at most one subscription is in force at an instant.
 */
export type ServiceHistory = readonly Subscription[];

/** What the standard retention lasts, and what each unit of extended retention adds: days. */
export const RETENTION_UNIT_DAYS = 30;

/** The subscription in force at an instant, or null. */
export function inForce(history: ServiceHistory, service: SubscribedService, at: number): Subscription | null {
  return history.find((one) => one.service === service && isInForce(one, at)) ?? null;
}

export function isInForce({ startsAt, endsAt }: Pick<Subscription, 'startsAt' | 'endsAt'>, at: number): boolean {
  return startsAt <= at && (endsAt === null || at < endsAt);
}

/** Whether the plan in force at an instant includes recording. */
export function planIncludesRecording(history: ServiceHistory, at: number): boolean {
  return inForce(history, 'plan', at)?.includesRecording ?? false;
}

/** For how many days from its call's start a recording is kept, by what the tenant has at an instant. */
export function retentionDays(history: ServiceHistory, at: number): number {
  return RETENTION_UNIT_DAYS * (1 + (inForce(history, 'extended-retention', at)?.units ?? 0));
}

/** The tenant's history. Read in the transaction of an order, after the tenant's row is locked. */
export async function serviceHistory(db: Database, tenantId: TenantId): Promise<ServiceHistory> {
  return (await serviceHistories(db, tenantId)).get(tenantId) ?? [];
}

/** The histories of all tenants, or of one. */
export async function serviceHistories(db: Database, only?: TenantId): Promise<Map<TenantId, ServiceHistory>> {
  let query = db
    .selectFrom('subscriptions')
    .leftJoin('plans', 'plans.name', 'subscriptions.plan')
    .select([
      'subscriptions.id',
      'subscriptions.tenant_id',
      'service',
      'plan',
      'units',
      'starts_at',
      'ends_at',
      'ordered_at',
      sql<boolean>`coalesce(plans.includes_recording, false)`.as('includes_recording'),
    ])
    .orderBy('starts_at')
    .orderBy('subscriptions.id');
  if (only !== undefined) query = query.where('subscriptions.tenant_id', '=', only);
  const rows = await query.execute();
  const byTenant = Map.groupBy(rows, (row) => row.tenant_id);
  return new Map([...byTenant].map(([tenantId, own]) => [tenantId, own.map(subscriptionFromRow)]));
}

function subscriptionFromRow(row: {
  readonly id: SubscriptionId;
  readonly service: SubscribedService;
  readonly plan: string | null;
  readonly includes_recording: boolean;
  readonly units: number;
  readonly starts_at: Date;
  readonly ends_at: Date | null;
  readonly ordered_at: Date;
}): Subscription {
  return {
    id: row.id,
    service: row.service,
    plan: row.plan,
    includesRecording: row.includes_recording,
    units: row.units,
    startsAt: row.starts_at.getTime(),
    endsAt: row.ends_at?.getTime() ?? null,
    orderedAt: row.ordered_at.getTime(),
  };
}
