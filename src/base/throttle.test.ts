import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { ConcurrencyLimit, FailureThrottle, type FailureThrottleOptions } from './throttle.ts';

const setUp = (options: Partial<FailureThrottleOptions> = {}) => {
  const clock = new ManualClock();
  const throttle = new FailureThrottle({
    clock,
    freeFailures: 2,
    firstDelayMs: 100,
    maxDelayMs: 1000,
    forget: { what: 'all', afterMs: 10_000 },
    maxKeys: 10,
    ...options,
  });
  const fail = (times: number, key = 'a'): void => {
    for (let time = 0; time < times; time++) throttle.recordFailure(key);
  };
  return { clock, throttle, fail };
};

describe('FailureThrottle', () => {
  test('after the free failures each one doubles the delay, up to the longest', () => {
    const { throttle, fail } = setUp();
    const delays = [];
    for (let failures = 0; failures <= 8; failures++) {
      delays.push(throttle.delayMs('a'));
      fail(1);
    }
    expect(delays).toEqual([0, 0, 0, 100, 200, 400, 800, 1000, 1000]);
    fail(5000);
    expect(throttle.delayMs('a')).toBe(1000);
    expect(throttle.delayMs('b')).toBe(0);
  });

  test('the delay counts from the last failure', () => {
    const { clock, throttle, fail } = setUp();
    fail(4);
    clock.advance(150);
    expect(throttle.remainingMs('a')).toBe(50);
    clock.advance(50);
    expect(throttle.remainingMs('a')).toBe(0);
    expect(throttle.delayMs('a')).toBe(200);
    expect(throttle.remainingMs('b')).toBe(0);
  });

  test('a success clears the key', () => {
    const { throttle, fail } = setUp();
    fail(4);
    throttle.clear('a');
    expect(throttle.delayMs('a')).toBe(0);
  });

  test('forgets all failures at once, or one after the other', () => {
    const all = setUp();
    all.fail(4);
    all.clock.advance(9999);
    expect(all.throttle.delayMs('a')).toBe(200);
    all.clock.advance(1);
    expect(all.throttle.delayMs('a')).toBe(0);

    const one = setUp({ forget: { what: 'one', afterMs: 10_000 } });
    one.fail(4);
    one.clock.advance(9999);
    expect(one.throttle.delayMs('a')).toBe(200);
    one.clock.advance(1);
    expect(one.throttle.delayMs('a')).toBe(100);
  });

  test('queued attempts follow each other; one that would wait for too long is refused and not queued', () => {
    const { clock, throttle, fail } = setUp();
    fail(4);
    expect([1, 2, 3].map(() => throttle.enqueue('a', 450))).toEqual([200, 400, null]);
    clock.advance(200);
    expect(throttle.enqueue('a', 450)).toBe(400);
    expect(throttle.enqueue('b', 450)).toBe(0);
  });

  test('remembers a bounded number of keys and evicts the one untouched for longest', () => {
    const { throttle, fail } = setUp({ maxKeys: 2 });
    for (const key of ['a', 'b', 'a', 'c']) fail(3, key);
    expect(['a', 'b', 'c'].map((key) => throttle.delayMs(key))).toEqual([800, 0, 100]);
  });
});

describe('ConcurrencyLimit', () => {
  test('gives out the limit to each key, and again what was released once', () => {
    const limit = new ConcurrencyLimit<string>(2);
    const release = limit.acquire('a');
    expect(limit.acquire('a')).not.toBeNull();
    expect(limit.acquire('a')).toBeNull();
    expect(limit.acquire('b')).not.toBeNull();
    release?.();
    release?.();
    expect(limit.acquire('a')).not.toBeNull();
    expect(limit.acquire('a')).toBeNull();
  });
});
