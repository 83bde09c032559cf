import type { SubscriptionId, TenantId } from '../base/ids.ts';
import type { SubscribedService } from '../platform/postgres/index.ts';

/** In the place of a service: the tenant has left, and nothing of it is kept. From then on it has no other one. */
const LEFT = 'left';

/** A service that a tenant has from one instant (Unix ms) until another. */
export interface Subscription {
  readonly id: SubscriptionId;
  readonly service: SubscribedService | typeof LEFT;
  /** Of the service `plan`; null for all others. */
  readonly plan: string | null;
  /** Whether the plan includes recording; false for all others. */
  readonly includesRecording: boolean;
  /** Of extended retention: how many additional periods of 30 days; 1 for all others. */
  readonly units: number;
  readonly startsAt: number;
  /** The first instant without it; null: no end is known. */
  readonly endsAt: number | null;
  readonly orderedAt: number;
}

/**
 * All subscriptions of a tenant, past, present and future, oldest first. What it may do and what it pays at any instant
 * follows from this alone. Of each service at most one subscription is in force at an instant.
 */
export type ServiceHistory = readonly Subscription[];

/** Days of the standard retention, and days that each unit of extended retention adds. */
const RETENTION_UNIT_DAYS = 30;

/** What retention depends on, of a history or of one that an order would make. */
export type RetentionHistory = readonly Pick<Subscription, 'service' | 'units' | 'startsAt' | 'endsAt'>[];

/** The subscription in force at an instant, or null. */
export function inForce<T extends Pick<Subscription, 'service' | 'startsAt' | 'endsAt'>>(
  history: readonly T[],
  service: Subscription['service'],
  at: number,
): T | null {
  return history.find((one) => one.service === service && isInForce(one, at)) ?? null;
}

export function isInForce({ startsAt, endsAt }: Pick<Subscription, 'startsAt' | 'endsAt'>, at: number): boolean {
  return startsAt <= at && (endsAt === null || at < endsAt);
}

/** Whether the plan in force at an instant includes recording. */
export function planIncludesRecording(history: ServiceHistory, at: number): boolean {
  return inForce(history, 'plan', at)?.includesRecording ?? false;
}

/** For how many days from its call's start a recording is kept, by the services in force at an instant. */
export function retentionDays(history: RetentionHistory, at: number): number {
  if (hasLeft(history, at)) return 0;
  return totalRetentionDays(inForce(history, 'extended-retention', at)?.units ?? 0);
}

/** Whether the tenant has left by an instant. */
export function hasLeft(history: RetentionHistory, at: number): boolean {
  return inForce(history, LEFT, at) !== null;
}

/** The services of a tenant that leaves at an instant (Unix ms): all end then. */
export function leavingAt(history: ServiceHistory, tenantId: TenantId, leavesAt: number): ServiceHistory {
  const left: Subscription = {
    id: tenantId as string as SubscriptionId,
    service: LEFT,
    plan: null,
    includesRecording: false,
    units: 1,
    startsAt: leavesAt,
    endsAt: null,
    orderedAt: leavesAt,
  };
  const before = history
    .filter(({ startsAt }) => startsAt < leavesAt)
    .map((one) => ({ ...one, endsAt: Math.min(one.endsAt ?? leavesAt, leavesAt) }));
  return [...before, left];
}

/** For how many days recordings are kept with so many units of extended retention. */
export function totalRetentionDays(units: number): number {
  return RETENTION_UNIT_DAYS * (1 + units);
}
