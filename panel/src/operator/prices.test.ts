import { expect, it } from 'vitest';
import { withStates } from './prices.ts';

function price(validFrom: string, of: { fee?: 'monthly' | 'activation'; setAt?: string } = {}) {
  return { service: 'push', plan: null, fee: 'monthly', setAt: '2026-01-01T00:00:00Z', validFrom, ...of } as const;
}

it('distinguishes current, future and past prices', () => {
  const prices = [price('2026-03-02'), price('2026-03-01'), price('2000-01-01')];
  expect(withStates(prices, '2026-03-01').map(({ state }) => state)).toEqual(['future', 'current', 'past']);
});

it('uses the price set last for a day; each fee has its own current price', () => {
  const corrected = price('2026-02-01', { setAt: '2026-01-15T00:00:00Z' });
  const prices = [price('2026-02-01'), corrected, price('2026-01-01', { fee: 'activation' })];
  expect(withStates(prices, '2026-03-01').map(({ state }) => state)).toEqual(['past', 'current', 'current']);
});
