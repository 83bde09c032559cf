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

/** A whole number of percent from 0 to 100; null: the text is none. */
export function readPercent(text: string): number | null {
  const percent = /^\s*\d{1,3}\s*%?\s*$/.test(text) ? Number.parseInt(text, 10) : null;
  return percent === null || percent > 100 ? null : percent;
}
