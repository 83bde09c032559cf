import { type WarsawDay, warsawDay } from '../base/warsaw-time.ts';
import { isInForce } from '../tenants/index.ts';
import { type BillingPeriod, instantsOf } from './billing-period.ts';
import { type Fee, type Price, type PriceList, priceOn } from './price.ts';
import type { ChargedSubscription } from './service-change.ts';

/** A fee that is to be paid, once or so many times. */
export interface Charge {
  readonly price: Price;
  /** Of extended retention: the units; 1 for all others. */
  readonly quantity: number;
}

/** What is to be paid, and what would be if it had a price. */
export interface Charges {
  readonly charges: readonly Charge[];
  readonly missingPrices: readonly Fee[];
}

/**
 * What a tenant pays for a period. Whatever was in force at some instant of it costs its full fee, once: of plans the
 * dearest, of extended retention the greatest number of units. Each activation in the period costs its fee. A price is
 * that of the day on which the subscription's part of the period begins.
 */
export function chargesOf(history: readonly ChargedSubscription[], prices: PriceList, period: BillingPeriod): Charges {
  const { startsAt, endsAt } = instantsOf(period);
  const dayOf = (one: ChargedSubscription): WarsawDay => warsawDay(Math.max(startsAt, one.startsAt));
  const had = history.filter((one) => isHad(one, startsAt, endsAt));
  const activated = had.filter((one) => one.startsAt >= startsAt && isActivation(one, history));
  return priced([
    ...monthly(had, prices, dayOf),
    ...activated.map((one) => due(one, 'activation', prices, dayOf(one))),
  ]);
}

/** The monthly fees of everything in force at an instant (Unix ms), at that day's prices. */
export function monthlyCharges(history: readonly ChargedSubscription[], prices: PriceList, at: number): Charges {
  return priced(
    monthly(
      history.filter((one) => isInForce(one, at)),
      prices,
      () => warsawDay(at),
    ),
  );
}

/** What begins where the same service ends goes on; what begins out of nothing is activated. */
export function isActivation(one: ChargedSubscription, history: readonly ChargedSubscription[]): boolean {
  const continues = (before: ChargedSubscription): boolean =>
    before.service === one.service && before.startsAt < one.startsAt && before.endsAt === one.startsAt;
  return one.service === 'push' && !history.some(continues);
}

/** What never began because something else was ordered before is not had. */
function isHad({ startsAt, endsAt }: ChargedSubscription, from: number, until: number): boolean {
  return startsAt < until && (endsAt === null || endsAt > Math.max(startsAt, from));
}

/** A fee with its price on its day, where it has one. */
interface Due extends Fee {
  readonly price: Price | null;
  readonly quantity: number;
}

function due(one: ChargedSubscription, fee: Fee['fee'], prices: PriceList, day: WarsawDay): Due {
  const { service, plan, units } = one;
  return { service, plan, fee, quantity: units, price: priceOn(prices, { service, plan, fee }, day) };
}

function monthly(
  had: readonly ChargedSubscription[],
  prices: PriceList,
  dayOf: (one: ChargedSubscription) => WarsawDay,
): Due[] {
  const of = (service: Fee['service']): Due[] =>
    had.filter((one) => one.service === service).map((one) => due(one, 'monthly', prices, dayOf(one)));
  const plans = of('plan');
  const dearest = greatest(plans.filter(isPriced), ({ price }) => price.netGrosze);
  const withoutPrice = plans.filter((plan) => !isPriced(plan));
  const retention = greatest(of('extended-retention'), ({ quantity }) => quantity);
  return [...dearest, ...withoutPrice, ...retention, ...of('push').slice(0, 1)];
}

/** The one with the greatest value, the first of several; none of none. */
function greatest<T>(all: readonly T[], value: (one: T) => number): T[] {
  return all.toSorted((a, b) => value(b) - value(a)).slice(0, 1);
}

function isPriced(due: Due): due is Due & { readonly price: Price } {
  return due.price !== null;
}

function priced(dues: readonly Due[]): Charges {
  const missing = dues.filter((one) => !isPriced(one)).map(({ service, plan, fee }) => ({ service, plan, fee }));
  return {
    charges: dues.filter(isPriced).map(({ price, quantity }) => ({ price, quantity })),
    missingPrices: [...new Map(missing.map((fee) => [JSON.stringify(fee), fee])).values()],
  };
}
