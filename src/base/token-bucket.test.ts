import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { TokenBucket } from './token-bucket.ts';

test('a second’s budget is there at once, then it comes with time; those who take wait in their order', () => {
  const clock = new ManualClock();
  const bucket = new TokenBucket(clock, 1000);
  expect([bucket.take(600), bucket.take(400), bucket.take(500), bucket.take(500)]).toEqual([0, 0, 500, 1000]);
  clock.advance(1500);
  expect([bucket.take(500), bucket.take(100)]).toEqual([0, 100]);
});

test('what is not used does not grow beyond a second’s', () => {
  const clock = new ManualClock();
  const bucket = new TokenBucket(clock, 1000);
  clock.advance(3_600_000);
  expect([bucket.take(1000), bucket.take(1)]).toEqual([0, 1]);
});

test('another rate counts from now on', () => {
  const clock = new ManualClock();
  const bucket = new TokenBucket(clock, 1000);
  bucket.take(2000);
  clock.advance(500);
  bucket.perSecond = 100;
  expect(bucket.take(0)).toBe(5000);
  clock.advance(5000);
  bucket.perSecond = 10_000;
  expect(bucket.take(10_000)).toBe(1000);
});

test('over any time no more than the rate and one second’s budget is given', () => {
  const steps = fc.array(fc.record({ amount: fc.nat(5000), passedMs: fc.nat(3000) }), { minLength: 1 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 10_000 }), (taken, perSecond) => {
      const clock = new ManualClock(0);
      const bucket = new TokenBucket(clock, perSecond);
      let [sum, usableMs] = [0, 0];
      for (const { amount, passedMs } of taken) {
        sum += amount;
        usableMs = Math.max(usableMs, clock.monotonicMs() + bucket.take(amount));
        expect(sum).toBeLessThanOrEqual(perSecond * (1 + usableMs / 1000) + 1e-6);
        clock.advance(passedMs);
      }
    }),
  );
});
