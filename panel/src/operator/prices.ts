import type { Price, TenantList } from '../api/client.ts';
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

/** What a price can be of. */
export type Priced = Pick<Price, 'service' | 'plan' | 'fee'>;

/** The fees there are beside the plans'. */
export const ADD_ON_FEES: readonly Priced[] = [
  { service: 'extended-retention', plan: null, fee: 'monthly' },
  { service: 'push', plan: null, fee: 'activation' },
  { service: 'push', plan: null, fee: 'monthly' },
];

export function planFee({ name }: TenantList['plans'][number]): Priced {
  return { service: 'plan', plan: name, fee: 'monthly' };
}

/** The rates of VAT there are in Poland, percent, the usual one first. */
export const VAT_RATES = [23, 8, 5, 0] as const;
