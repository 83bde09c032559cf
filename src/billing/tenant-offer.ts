import type { TenantId } from '../base/ids.ts';
import { type WarsawDay, warsawDay } from '../base/warsaw-time.ts';
import type { Database, SubscribedService } from '../platform/postgres/index.ts';
import { inForce, type ServiceHistory, totalRetentionDays } from '../tenants/index.ts';
import { pricedAccount } from './billing-account.ts';
import { periodAt } from './billing-period.ts';
import { cancellationDeadline } from './cancellation-deadline.ts';
import { type Amount, amountOf, monthlyCharges, totalOf } from './charges.ts';
import { type Fee, type PriceList, priceOn } from './prices.ts';

/** A tenant's services at an instant, their prices, and until when they can be cancelled. Times are Unix ms. */
interface TenantOffer {
  readonly plan: { readonly since: number | null; readonly monthly: Amount | null };
  readonly extendedRetention: {
    readonly units: number;
    readonly totalDays: number;
    readonly since: number | null;
    /** The first instant with another number of units. */
    readonly endsAt: number | null;
    readonly unitsAfter: number;
    readonly monthlyPerUnit: Amount | null;
  };
  readonly push: {
    readonly active: boolean;
    readonly since: number | null;
    readonly endsAt: number | null;
    readonly activation: Amount | null;
    readonly monthly: Amount | null;
  };
  /** For each recording on hold; null: free. */
  readonly legalHold: { readonly monthly: Amount | null };
  readonly billing: {
    readonly periodStart: WarsawDay;
    readonly periodEnd: WarsawDay;
    readonly cancelBy: number;
    readonly monthly: Amount;
    /** What is in force and missing in `monthly`, because it has no price. */
    readonly missingPrices: readonly Fee[];
  };
}

/** Throws `tenant-unknown`. */
export async function tenantOffer(db: Database, tenantId: TenantId, now: number): Promise<TenantOffer> {
  const { anchor, history, prices, holds } = await pricedAccount(db, tenantId);
  const plan = continuousService(history, 'plan', now);
  const retention = continuousService(history, 'extended-retention', now);
  const push = continuousService(history, 'push', now);
  const units = retention?.units ?? 0;
  const unitsAfter = (endsAt: number): number => inForce(history, 'extended-retention', endsAt)?.units ?? 0;
  const period = periodAt(anchor, now);
  const monthly = monthlyCharges(history, prices, now, holds);
  const feeOf = (fee: Fee): Amount | null => feeOn(prices, fee, warsawDay(now));
  return {
    plan: {
      since: plan?.since ?? null,
      monthly: feeOf({ service: 'plan', plan: plan?.plan ?? null, fee: 'monthly' }),
    },
    extendedRetention: {
      units,
      totalDays: totalRetentionDays(units),
      since: retention?.since ?? null,
      endsAt: retention?.endsAt ?? null,
      unitsAfter: retention?.endsAt == null ? units : unitsAfter(retention.endsAt),
      monthlyPerUnit: feeOf({ service: 'extended-retention', plan: null, fee: 'monthly' }),
    },
    push: {
      active: push !== null,
      since: push?.since ?? null,
      endsAt: push?.endsAt ?? null,
      activation: feeOf({ service: 'push', plan: null, fee: 'activation' }),
      monthly: feeOf({ service: 'push', plan: null, fee: 'monthly' }),
    },
    legalHold: { monthly: feeOf({ service: 'legal-hold', plan: plan?.plan ?? null, fee: 'monthly' }) },
    billing: {
      periodStart: period.start,
      periodEnd: period.end,
      cancelBy: cancellationDeadline(period),
      monthly: totalOf(monthly.charges),
      missingPrices: monthly.missingPrices,
    },
  };
}

function feeOn(prices: PriceList, fee: Fee, day: WarsawDay): Amount | null {
  const price = priceOn(prices, fee, day);
  return price && amountOf(price.netGrosze, price.vatPercent);
}

/** A service that a tenant has without interruption, with the same plan or number of units. */
interface ContinuousService {
  readonly plan: string | null;
  readonly units: number;
  /** Unix ms. */
  readonly since: number;
  /** The first instant without it, or with another plan or number of units; null: no end is known. */
  readonly endsAt: number | null;
}

/** The service in force at an instant (Unix ms), joined with equal subscriptions directly before and after it; null: none. */
export function continuousService(
  history: ServiceHistory,
  service: SubscribedService,
  at: number,
): ContinuousService | null {
  const current = inForce(history, service, at);
  if (current === null) return null;
  const { plan, units } = current;
  const same = history.filter((one) => one.service === service && one.plan === plan && one.units === units);
  let { startsAt: since, endsAt } = current;
  for (const one of same.toReversed()) if (one.startsAt < since && one.endsAt === since) since = one.startsAt;
  for (const one of same) if (one.endsAt !== one.startsAt && one.startsAt === endsAt) endsAt = one.endsAt;
  return { plan, units, since, endsAt };
}
