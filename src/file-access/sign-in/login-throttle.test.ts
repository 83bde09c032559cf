import { describe, expect, test } from 'vitest';
import { stoppedDate } from '../../../test/kit/system-date.ts';
import { LoginThrottle } from './login-throttle.ts';

const setUp = (remembered = 100) => {
  const date = stoppedDate();
  const throttle = new LoginThrottle({ db: null, remembered });
  const waitMs = async (address: string, login: string) => (await throttle.enqueue(address, login))?.waitMs ?? null;
  /** Attempts that fail. None waits behind another one. */
  const fail = async (times: number, { address = '192.0.2.1', login = 'firma' } = {}): Promise<void> => {
    for (let failure = 0; failure < times; failure++) await (await throttle.enqueue(address, login))!.done();
  };
  return { date, throttle, waitMs, fail };
};

describe('LoginThrottle', () => {
  test('lets three failures pass, then doubles the delay up to 15 s for the address', async () => {
    const delays = [];
    for (let failures = 0; failures <= 10; failures++) {
      const { waitMs, fail } = setUp();
      await fail(failures, { login: 'other' });
      delays.push(await waitMs('192.0.2.1', 'firma'));
    }
    expect(delays).toEqual([0, 0, 0, 0, 500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  });

  test('delays a login that fails from many addresses, by at most 5 s and never in a row', async () => {
    const { waitMs, fail } = setUp();
    for (let host = 0; host < 50; host++) await fail(1, { address: `198.51.100.${host}` });
    expect(await waitMs('192.0.2.1', 'firma')).toBe(5000);
    expect(await waitMs('192.0.2.2', 'firma')).toBe(5000);
    expect(await waitMs('192.0.2.3', 'other')).toBe(0);
  });

  test('lets attempts from one address wait one after the other, and refuses when the row is too long', async () => {
    const { throttle, waitMs, fail } = setUp();
    await fail(7, { login: 'other' });
    const first = await throttle.enqueue('192.0.2.1', 'firma');
    expect(first?.waitMs).toBe(4000);
    // Each that waits counts as failed: the next one waits for longer.
    expect([await waitMs('192.0.2.1', 'firma'), await waitMs('192.0.2.1', 'firma')]).toEqual([16_000, null]);
    expect(await waitMs('192.0.2.2', 'firma')).toBe(0);
    await first!.done();
    expect(await waitMs('192.0.2.1', 'firma')).toBe(30_000);
  });

  test('many attempts at once are not all checked before the first has failed', async () => {
    const { throttle } = setUp();
    const waits = await Promise.all(Array.from({ length: 50 }, () => throttle.enqueue('192.0.2.1', 'firma')));
    expect(waits.filter((wait) => wait?.waitMs === 0)).toHaveLength(4);
  });

  test('takes the addresses of one IPv6 /64 for one', async () => {
    const { waitMs, fail } = setUp();
    for (let host = 0; host < 4; host++) await fail(1, { address: `2001:db8::${host}`, login: `login ${host}` });
    expect(await waitMs('2001:db8::ffff', 'firma')).toBe(500);
    expect(await waitMs('2001:db8:0:1::1', 'firma')).toBe(0);
  });

  test('forgives one failure a minute', async () => {
    const { date, waitMs, fail } = setUp();
    await fail(5);
    date.advance(60_000);
    expect(await waitMs('192.0.2.9', 'firma')).toBe(500);
    date.advance(120_000);
    expect(await waitMs('192.0.2.9', 'firma')).toBe(0);
  });

  test('the ten connections of a client whose login succeeded before do not wait, whoever else guesses', async () => {
    const { throttle, waitMs, fail } = setUp();
    await waitMs('192.0.2.1', 'firma');
    await throttle.succeeded('192.0.2.1', 'firma');
    for (let host = 0; host < 8; host++) await fail(1, { address: `198.51.100.${host}` });
    const waits = await Promise.all(Array.from({ length: 10 }, () => waitMs('192.0.2.1', 'firma')));
    expect(new Set(waits)).toEqual(new Set([0]));
  });

  test('remembers so many and forgets the oldest', async () => {
    const { waitMs, fail } = setUp(2);
    await fail(4, { address: '192.0.2.1', login: 'a' });
    await fail(4, { address: '192.0.2.2', login: 'b' });
    await fail(4, { address: '192.0.2.3', login: 'c' });
    expect(await waitMs('192.0.2.3', 'x')).toBe(500);
    expect(await waitMs('192.0.2.1', 'x')).toBe(0);
    expect(await waitMs('192.0.2.9', 'c')).toBe(500);
    expect(await waitMs('192.0.2.9', 'a')).toBe(0);
  });
});
