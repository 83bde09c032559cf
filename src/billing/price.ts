import type { Grosze } from '../base/money.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';
import type { SubscribedService } from '../platform/postgres/index.ts';

/** Something with a price. */
export interface Fee {
  readonly service: SubscribedService;
  /** Of the service `plan`; null for all others. */
  readonly plan: string | null;
  readonly fee: 'monthly' | 'activation';
}

/** What a fee is from a day on. */
export interface Price extends Fee {
  /** Of extended retention: for each unit. */
  readonly netGrosze: Grosze;
  readonly vatPercent: number;
  readonly validFrom: WarsawDay;
}

/** Every price ever set, newest day first; of one day, the last set first. */
export type PriceList = readonly Price[];

/** The price of a Warsaw day: the newest one valid from that day or before; null where none is set. */
export function priceOn(prices: PriceList, { service, plan, fee }: Fee, day: WarsawDay): Price | null {
  const isOfFee = (price: Price): boolean => price.service === service && price.plan === plan && price.fee === fee;
  return prices.find((price) => isOfFee(price) && price.validFrom <= day) ?? null;
}
