import type { Price } from '../api/client.ts';
import type { WarsawDay } from '../format/warsaw-time.ts';

export type PriceState = 'current' | 'future' | 'past';

/**
 * Each price with whether it is in force on a day. Of one thing the newest day before or on it counts; of one day the
 * price set last.
 */
export function withStates<P extends Pick<Price, 'service' | 'plan' | 'fee' | 'validFrom' | 'setAt'>>(
  prices: readonly P[],
  today: WarsawDay,
): { readonly price: P; readonly state: PriceState }[] {
  const current = new Map<string, P>();
  for (const price of prices) {
    const best = current.get(pricedKey(price));
    if (price.validFrom <= today && (best === undefined || isNewer(price, best))) current.set(pricedKey(price), price);
  }
  return prices.map((price) => {
    if (price.validFrom > today) return { price, state: 'future' };
    return { price, state: current.get(pricedKey(price)) === price ? 'current' : 'past' };
  });
}

/** What a price is of. */
export function pricedKey({ service, plan, fee }: Pick<Price, 'service' | 'plan' | 'fee'>): string {
  return [service, plan ?? '', fee].join('/');
}

type Dated = Pick<Price, 'validFrom' | 'setAt'>;

function isNewer(a: Dated, b: Dated): boolean {
  return a.validFrom === b.validFrom ? a.setAt > b.setAt : a.validFrom > b.validFrom;
}
