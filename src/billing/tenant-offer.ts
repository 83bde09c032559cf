import type { TenantId } from '../base/ids.ts';
import { type WarsawDay, warsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import { inForce, serviceHistory, totalRetentionDays } from '../tenants/index.ts';
import { type Amount, amountOf, totalOf } from './amount.ts';
import { billingAccount } from './billing-account.ts';
import { periodAt } from './billing-period.ts';
import { cancellationDeadline } from './cancellation-deadline.ts';
import { monthlyCharges } from './charges.ts';
import { type Fee, type PriceList, priceOn } from './price.ts';
import { listPrices } from './price-list.ts';
import { unbrokenAt } from './unbroken.ts';

/** What a tenant has at an instant, what it costs, and until when it can be cancelled. Instants in Unix ms. */
export interface TenantOffer {
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
  readonly billing: {
    readonly periodStart: WarsawDay;
    readonly periodEnd: WarsawDay;
    readonly cancelBy: number;
    readonly monthly: Amount;
  };
}

/** Throws `tenant-unknown`. */
export async function tenantOffer(db: Database, tenantId: TenantId, now: number): Promise<TenantOffer> {
  const { anchor } = await billingAccount(db, tenantId);
  const history = await serviceHistory(db, tenantId);
  const prices = await listPrices(db);
  const plan = unbrokenAt(history, 'plan', now);
  const retention = unbrokenAt(history, 'extended-retention', now);
  const push = unbrokenAt(history, 'push', now);
  const units = retention?.units ?? 0;
  const unitsAfter = (endsAt: number): number => inForce(history, 'extended-retention', endsAt)?.units ?? 0;
  const period = periodAt(anchor, now);
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
    billing: {
      periodStart: period.start,
      periodEnd: period.end,
      cancelBy: cancellationDeadline(period),
      monthly: totalOf(monthlyCharges(history, prices, now).charges),
    },
  };
}

function feeOn(prices: PriceList, fee: Fee, day: WarsawDay): Amount | null {
  const price = priceOn(prices, fee, day);
  return price && amountOf(price.netGrosze, price.vatPercent);
}
