import type { SubscribedService } from '../platform/postgres/index.ts';
import { inForce, type ServiceHistory } from '../tenants/index.ts';

/** A time in which a tenant has the same without a break. */
export interface Unbroken {
  readonly plan: string | null;
  readonly units: number;
  /** Unix ms. */
  readonly since: number;
  /** The first instant without it, or with another plan or number of units; null: no end is known. */
  readonly endsAt: number | null;
}

/** What a tenant has of a service at an instant (Unix ms), with what it had before and will have that is the same. */
export function unbrokenAt(history: ServiceHistory, service: SubscribedService, at: number): Unbroken | null {
  const current = inForce(history, service, at);
  if (current === null) return null;
  const { plan, units } = current;
  const same = history.filter((one) => one.service === service && one.plan === plan && one.units === units);
  let { startsAt: since, endsAt } = current;
  for (const one of same.toReversed()) if (one.startsAt < since && one.endsAt === since) since = one.startsAt;
  for (const one of same) if (one.endsAt !== one.startsAt && one.startsAt === endsAt) endsAt = one.endsAt;
  return { plan, units, since, endsAt };
}
