import type { SubscriptionId } from '../base/ids.ts';
import type { SubscribedService } from '../platform/postgres/index.ts';

/** A service that a tenant has from one instant (Unix ms) until another. */
export interface Subscription {
  readonly id: SubscriptionId;
  readonly service: SubscribedService;
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
  service: SubscribedService,
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
  return totalRetentionDays(inForce(history, 'extended-retention', at)?.units ?? 0);
}

/** For how many days recordings are kept with so many units of extended retention. */
export function totalRetentionDays(units: number): number {
  return RETENTION_UNIT_DAYS * (1 + units);
}
