import type { Price, TenantList } from '../api/client.ts';

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
