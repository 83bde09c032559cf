import { type Grosze, vatOn } from '../base/money.ts';
import { type WarsawDay, warsawDay } from '../base/warsaw-time.ts';
import { isInForce } from '../tenants/index.ts';
import { type BillingPeriod, instantsOf } from './billing-period.ts';
import { heldRecordings, type HoldSpan } from './held-recordings.ts';
import { type Fee, type Price, type PriceList, priceOn } from './prices.ts';
import type { ChargedSubscription, OrderedSubscription } from './service-change.ts';

/** A fee to be paid, once or several times. */
export interface Charge {
  readonly price: Price;
  /** Of extended retention: the units; of legal holds: the recordings; 1 for all others. */
  readonly quantity: number;
}

interface Charges {
  readonly charges: readonly Charge[];
  /** Fees that would be charged if they had a price. */
  readonly missingPrices: readonly Fee[];
}

/**
 * What a tenant pays for a period. Every service in force at some instant of it costs its full fee, once: of several plans
 * the most expensive one, of extended retention the greatest number of units. Each activation in the period costs its fee.
 * Each recording on hold at some instant of it costs the monthly fee of the plan's legal holds, if the operator has set one. The price
 * is that of the day on which the subscription's part of the period begins.
 */
export function chargesForPeriod(
  history: readonly ChargedSubscription[],
  prices: PriceList,
  period: BillingPeriod,
  holds: readonly HoldSpan[] = [],
): Charges {
  const { startsAt, endsAt } = instantsOf(period);
  const dayOf = (one: ChargedSubscription): WarsawDay => warsawDay(Math.max(startsAt, one.startsAt));
  const inPeriod = history.filter((one) => isInForceWithin(one, startsAt, endsAt));
  const activated = inPeriod.filter(
    (one): one is OrderedSubscription => one.startsAt >= startsAt && isActivation(one, history),
  );
  return chargesFor([
    ...monthlyFees(inPeriod, prices, dayOf),
    ...activated.map((one) => pricedFee(one, 'activation', prices, dayOf(one))),
    ...holdFees(inPeriod, prices, dayOf, heldRecordings(holds, startsAt, endsAt)),
  ]);
}

/** The monthly fees of everything in force at an instant (Unix ms), at that day's prices. */
export function monthlyCharges(
  history: readonly ChargedSubscription[],
  prices: PriceList,
  at: number,
  holds: readonly HoldSpan[] = [],
): Charges {
  const inForce = history.filter((one) => isInForce(one, at));
  const dayOf = (): WarsawDay => warsawDay(at);
  return chargesFor([
    ...monthlyFees(inForce, prices, dayOf),
    ...holdFees(inForce, prices, dayOf, heldRecordings(holds, at, at + 1)),
  ]);
}

/** A push that begins where another one ends continues it; otherwise it is activated. */
export function isActivation(one: ChargedSubscription, history: readonly ChargedSubscription[]): boolean {
  const continues = (before: ChargedSubscription): boolean =>
    before.service === one.service && before.startsAt < one.startsAt && before.endsAt === one.startsAt;
  return one.service === 'push' && !history.some(continues);
}

/** An amount with its VAT. */
export interface Amount {
  readonly netGrosze: Grosze;
  readonly vatGrosze: Grosze;
  readonly grossGrosze: Grosze;
}

/** The amounts of one VAT rate. */
export interface VatSum extends Amount {
  readonly vatPercent: number;
}

export function amountOf(netGrosze: Grosze, vatPercent: number): Amount {
  return amount(netGrosze, vatOn(netGrosze, vatPercent));
}

/** The sums of charges by VAT rate, the highest rate first. VAT is calculated once per rate, on the sum of the net amounts. */
export function vatSums(charges: readonly Charge[]): VatSum[] {
  const byRate = Map.groupBy(charges, ({ price }) => price.vatPercent);
  return [...byRate]
    .toSorted(([a], [b]) => b - a)
    .map(([vatPercent, own]) => ({ vatPercent, ...amountOf(sum(own.map(netOf)), vatPercent) }));
}

export function netOf({ price, quantity }: Charge): Grosze {
  return price.netGrosze * quantity;
}

export function totalOf(charges: readonly Charge[]): Amount {
  const sums = vatSums(charges);
  return amount(sum(sums.map(({ netGrosze }) => netGrosze)), sum(sums.map(({ vatGrosze }) => vatGrosze)));
}

export function difference(one: Amount, other: Amount): Amount {
  return amount(one.netGrosze - other.netGrosze, one.vatGrosze - other.vatGrosze);
}

function amount(netGrosze: Grosze, vatGrosze: Grosze): Amount {
  return { netGrosze, vatGrosze, grossGrosze: netGrosze + vatGrosze };
}

function sum(amounts: readonly Grosze[]): Grosze {
  return amounts.reduce((total, one) => total + one, 0);
}

/** Not a subscription that never began because it was replaced before its start. */
function isInForceWithin({ startsAt, endsAt }: ChargedSubscription, from: number, until: number): boolean {
  return startsAt < until && (endsAt === null || endsAt > Math.max(startsAt, from));
}

/** A fee with its price on its day; null: none is set. */
interface PricedFee extends Fee {
  readonly price: Price | null;
  readonly quantity: number;
}

function pricedFee(one: OrderedSubscription, fee: Fee['fee'], prices: PriceList, day: WarsawDay): PricedFee {
  const { service, plan, units } = one;
  return { service, plan, fee, quantity: units, price: priceOn(prices, { service, plan, fee }, day) };
}

function monthlyFees(
  subscriptions: readonly ChargedSubscription[],
  prices: PriceList,
  dayOf: (one: ChargedSubscription) => WarsawDay,
): PricedFee[] {
  const feesOf = (service: Fee['service']): PricedFee[] =>
    subscriptions
      .filter((one): one is OrderedSubscription => one.service === service)
      .map((one) => pricedFee(one, 'monthly', prices, dayOf(one)));
  const plans = feesOf('plan');
  const mostExpensive = greatest(plans.filter(hasPrice), ({ price }) => price.netGrosze);
  const withoutPrice = plans.filter((plan) => !hasPrice(plan));
  const retention = greatest(feesOf('extended-retention'), ({ quantity }) => quantity);
  return [...mostExpensive, ...withoutPrice, ...retention, ...feesOf('push').slice(0, 1)];
}

/** Of several plans the most expensive holds; none without a price: they are free. */
function holdFees(
  subscriptions: readonly ChargedSubscription[],
  prices: PriceList,
  dayOf: (one: ChargedSubscription) => WarsawDay,
  quantity: number,
): PricedFee[] {
  if (quantity === 0) return [];
  const fees = subscriptions
    .filter(({ service }) => service === 'plan')
    .map((one): PricedFee => {
      const fee = { service: 'legal-hold', plan: one.plan, fee: 'monthly' } as const;
      return { ...fee, quantity, price: priceOn(prices, fee, dayOf(one)) };
    });
  return greatest(fees.filter(hasPrice), ({ price }) => price.netGrosze);
}

/** The one with the greatest value, the first of several; an empty list for an empty list. */
function greatest<T>(all: readonly T[], value: (one: T) => number): T[] {
  return all.toSorted((a, b) => value(b) - value(a)).slice(0, 1);
}

function hasPrice(fee: PricedFee): fee is PricedFee & { readonly price: Price } {
  return fee.price !== null;
}

function chargesFor(fees: readonly PricedFee[]): Charges {
  const missing = fees.filter((one) => !hasPrice(one)).map(({ service, plan, fee }) => ({ service, plan, fee }));
  return {
    charges: fees.filter(hasPrice).map(({ price, quantity }) => ({ price, quantity })),
    missingPrices: [...new Map(missing.map((fee) => [JSON.stringify(fee), fee])).values()],
  };
}
