import { AppError } from '../base/errors.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import type { ServiceHistory } from '../tenants/index.ts';
import { type Amount, difference, totalOf } from './amount.ts';
import { type BillingAnchor, periodAt } from './billing-period.ts';
import { chargesOf, isActivation, monthlyCharges } from './charges.ts';
import { type PriceList, priceOn } from './price.ts';
import { changed, type ServiceChange } from './service-change.ts';

/** What a change costs. */
export interface Quote {
  /** Unix ms. */
  readonly effectiveAt: number;
  /** What it adds to the charges of the current period. */
  readonly payNow: Amount;
  readonly monthlyBefore: Amount;
  /** From `effectiveAt` on. */
  readonly monthlyAfter: Amount;
}

export interface QuotedAccount {
  readonly hostedPbx: boolean;
  readonly history: ServiceHistory;
  readonly anchor: BillingAnchor;
  readonly prices: PriceList;
}

export function quote({ history, anchor, prices }: QuotedAccount, change: ServiceChange, now: number): Quote {
  const after = changed(history, change);
  const period = periodAt(anchor, now);
  const effectiveAt = change.begins?.startsAt ?? now;
  return {
    effectiveAt,
    payNow: difference(
      totalOf(chargesOf(after, prices, period).charges),
      totalOf(chargesOf(history, prices, period).charges),
    ),
    monthlyBefore: totalOf(monthlyCharges(history, prices, now).charges),
    monthlyAfter: totalOf(monthlyCharges(after, prices, effectiveAt).charges),
  };
}

/** Throws `price-unknown` where something that begins has no price. */
export function requirePrices({ history, prices }: QuotedAccount, change: ServiceChange): void {
  const { begins } = change;
  if (begins === null) return;
  const fees = isActivation(begins, changed(history, change))
    ? (['monthly', 'activation'] as const)
    : (['monthly'] as const);
  for (const fee of fees) {
    const price = priceOn(prices, { ...begins, fee }, warsawDay(begins.startsAt));
    if (price === null) throw new AppError('price-unknown');
  }
}
