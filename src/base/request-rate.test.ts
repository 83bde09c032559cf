import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { RequestRate } from './request-rate.ts';

test('the addresses of one IPv6 subscriber count as one, those of two as two; each second begins at zero', () => {
  const clock = new ManualClock();
  const rate = new RequestRate(clock, { perAddress: 2, total: 4 });
  const take = (...addresses: readonly string[]): boolean[] => addresses.map((address) => rate.take(address));
  expect(take('2001:db8::1', '2001:db8::2', '2001:db8::3')).toEqual([true, true, false]);
  expect(take('2001:db8:0:1::1', '192.0.2.1', '192.0.2.2')).toEqual([true, true, false]);
  clock.advance(1_000);
  expect(take('2001:db8::3')).toEqual([true]);
});
