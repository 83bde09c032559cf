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
    const best = current.get(priceItemKey(price));
    if (price.validFrom <= today && (best === undefined || isNewer(price, best)))
      current.set(priceItemKey(price), price);
  }
  return prices.map((price) => {
    if (price.validFrom > today) return { price, state: 'future' };
    return { price, state: current.get(priceItemKey(price)) === price ? 'current' : 'past' };
  });
}

/** Key of what a price is for. */
export function priceItemKey({ service, plan, fee }: Pick<Price, 'service' | 'plan' | 'fee'>): string {
  return [service, plan ?? '', fee].join('/');
}

type Dated = Pick<Price, 'validFrom' | 'setAt'>;

function isNewer(a: Dated, b: Dated): boolean {
  return a.validFrom === b.validFrom ? a.setAt > b.setAt : a.validFrom > b.validFrom;
}

/** What a price is for. */
export type PriceItem = Pick<Price, 'service' | 'plan' | 'fee'>;

/** Fees of the add-ons. */
export const ADD_ON_FEES: readonly PriceItem[] = [
  { service: 'extended-retention', plan: null, fee: 'monthly' },
  { service: 'push', plan: null, fee: 'activation' },
  { service: 'push', plan: null, fee: 'monthly' },
];

export function planFee({ name }: TenantList['plans'][number]): PriceItem {
  return { service: 'plan', plan: name, fee: 'monthly' };
}

/** The fee for each recording that a tenant of the plan has on legal hold. */
export function holdFee({ name }: TenantList['plans'][number]): PriceItem {
  return { service: 'legal-hold', plan: name, fee: 'monthly' };
}

/** Polish VAT rates in percent, the standard rate first. */
export const VAT_RATES = [23, 8, 5, 0] as const;
