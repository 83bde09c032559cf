import { describe, expect, test } from 'vitest';
import { stoppedDate } from '../../test/kit/system-date.ts';
import { SignInThrottle } from './sign-in-throttle.ts';

const setUp = () => {
  const date = stoppedDate();
  const throttle = new SignInThrottle({ name: 'test', db: null });
  /** Attempts that fail, each made as soon as it may be. */
  const fail = async (times: number, login = 'anna', address = '192.0.2.1'): Promise<void> => {
    for (let time = 0; time < times; time++) {
      date.advance(await throttle.waitMs(login, address));
      expect(await throttle.begin(login, address)).toMatchObject({ waitMs: 0 });
    }
  };
  return { date, throttle, fail };
};

describe('SignInThrottle', () => {
  test('after three failures the wait doubles with each, up to a quarter of an hour', async () => {
    const { throttle, fail } = setUp();
    await fail(3);
    expect(await throttle.waitMs('anna', '192.0.2.1')).toBe(0);
    const waits = [];
    for (let more = 0; more < 3; more++) {
      await fail(1);
      waits.push(await throttle.waitMs('anna', '192.0.2.1'));
    }
    expect(waits).toEqual([1000, 2000, 4000]);
    await fail(100);
    expect(await throttle.waitMs('anna', '192.0.2.1')).toBe(15 * 60_000);
  });

  test('the addresses of one IPv6 subscriber are one client', async () => {
    const { throttle, fail } = setUp();
    for (let host = 1; host <= 4; host++) await fail(1, 'anna', `2001:db8:0:1::${host}`);
    expect(await throttle.waitMs('anna', '2001:db8:0:1::99')).toBe(1000);
    expect(await throttle.waitMs('anna', '2001:db8:0:2::1')).toBe(0);
  });

  test('the wait passes; failures an hour old are forgotten', async () => {
    const { date, throttle, fail } = setUp();
    await fail(4);
    date.advance(1000);
    expect(await throttle.waitMs('anna', '192.0.2.1')).toBe(0);
    date.advance(60 * 60_000);
    await fail(3);
    expect(await throttle.waitMs('anna', '192.0.2.1')).toBe(0);
  });

  test('others are not made to wait: another address, another login', async () => {
    const { throttle, fail } = setUp();
    await fail(10);
    expect(await throttle.waitMs(' ANNA', '192.0.2.1')).toBeGreaterThan(0);
    expect(await throttle.waitMs('anna', '192.0.2.2')).toBe(0);
    expect(await throttle.waitMs('jan', '192.0.2.1')).toBe(0);
  });

  test('one address that tries many logins waits for all of them', async () => {
    const { throttle, fail } = setUp();
    for (let n = 0; n < 21; n++) await fail(1, `user-${n}`);
    expect(await throttle.waitMs('jan', '192.0.2.1')).toBe(1000);
  });

  test('the right password clears the login, not the address', async () => {
    const { date, throttle, fail } = setUp();
    for (let n = 0; n < 20; n++) await fail(1, `user-${n}`);
    await fail(4);
    date.advance(await throttle.waitMs('anna', '192.0.2.1'));
    await throttle.begin('anna', '192.0.2.1');
    await throttle.succeeded('anna', '192.0.2.1');
    expect(await throttle.waitMs('anna', '192.0.2.1')).toBeGreaterThan(1000);
    date.advance(60_000);
    await fail(3);
    expect(await throttle.waitMs('anna', '192.0.2.2')).toBe(0);
  });

  test('many attempts at once do not all pass before the first has failed', async () => {
    const { throttle } = setUp();
    const permits = await Promise.all(Array.from({ length: 50 }, () => throttle.begin('anna', '192.0.2.1')));
    expect(permits.filter(({ waitMs }) => waitMs === 0)).toHaveLength(4);
    expect(await throttle.waitMs('jan', '192.0.2.1')).toBe(0);
  });

  test('one that failed from many addresses is delayed by 5 s at most, and not where its owner signs in', async () => {
    const { throttle, fail } = setUp();
    await throttle.begin('anna', '192.0.2.1');
    await throttle.succeeded('anna', '192.0.2.1');
    for (let host = 1; host <= 60; host++) await fail(1, 'anna', `198.51.100.${host}`);
    expect(await throttle.begin('anna', '203.0.113.1')).toEqual({ waitMs: 0, delayMs: 5000 });
    expect(await throttle.begin('anna', '192.0.2.1')).toEqual({ waitMs: 0, delayMs: 0 });
    expect(await throttle.begin('jan', '203.0.113.1')).toEqual({ waitMs: 0, delayMs: 0 });
  });

  test('remembers a bounded number of logins', async () => {
    const { throttle, fail } = setUp();
    await fail(4);
    for (let n = 0; n < 11_000; n++) {
      await throttle.begin(`user-${n}`, `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
    }
    expect(await throttle.waitMs('anna', '192.0.2.1')).toBe(0);
  });
});
