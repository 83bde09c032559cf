import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { SignInThrottle } from './sign-in-throttle.ts';

const setUp = () => {
  const clock = new ManualClock();
  const throttle = new SignInThrottle(clock);
  const fail = (times: number, login = 'anna', address = '192.0.2.1'): void => {
    for (let time = 0; time < times; time++) throttle.failed(login, address);
  };
  return { clock, throttle, fail };
};

describe('SignInThrottle', () => {
  test('after three failures the wait doubles with each, up to a quarter of an hour', () => {
    const { throttle, fail } = setUp();
    fail(3);
    expect(throttle.waitMs('anna', '192.0.2.1')).toBe(0);
    const waits = [1, 2, 3].map(() => {
      fail(1);
      return throttle.waitMs('anna', '192.0.2.1');
    });
    expect(waits).toEqual([1000, 2000, 4000]);
    fail(100);
    expect(throttle.waitMs('anna', '192.0.2.1')).toBe(15 * 60_000);
  });

  test('the addresses of one IPv6 subscriber are one client', () => {
    const { throttle, fail } = setUp();
    for (let host = 1; host <= 4; host++) fail(1, 'anna', `2001:db8:0:1::${host}`);
    expect(throttle.waitMs('anna', '2001:db8:0:1::99')).toBe(1000);
    expect(throttle.waitMs('anna', '2001:db8:0:2::1')).toBe(0);
  });

  test('the wait passes; failures an hour old are forgotten', () => {
    const { clock, throttle, fail } = setUp();
    fail(4);
    clock.advance(1000);
    expect(throttle.waitMs('anna', '192.0.2.1')).toBe(0);
    clock.advance(60 * 60_000);
    fail(3);
    expect(throttle.waitMs('anna', '192.0.2.1')).toBe(0);
  });

  test('others are not made to wait: another address, another login', () => {
    const { throttle, fail } = setUp();
    fail(10);
    expect(throttle.waitMs(' ANNA', '192.0.2.1')).toBeGreaterThan(0);
    expect(throttle.waitMs('anna', '192.0.2.2')).toBe(0);
    expect(throttle.waitMs('jan', '192.0.2.1')).toBe(0);
  });

  test('one address that tries many logins waits for all of them', () => {
    const { throttle, fail } = setUp();
    for (let n = 0; n < 21; n++) fail(1, `user-${n}`);
    expect(throttle.waitMs('jan', '192.0.2.1')).toBe(1000);
  });

  test('the right password clears the login, not the address', () => {
    const { throttle, fail } = setUp();
    fail(21);
    throttle.succeeded('anna', '192.0.2.1');
    expect(throttle.waitMs('anna', '192.0.2.1')).toBe(1000);
  });

  test('remembers a bounded number of logins', () => {
    const { throttle, fail } = setUp();
    fail(5);
    for (let n = 0; n < 12_000; n++) fail(1, `user-${n}`, `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
    expect(throttle.waitMs('anna', '192.0.2.1')).toBe(0);
  });
});
