import { describe, expect, test } from 'vitest';
import { stoppedDate } from '../../../test/kit/system-date.ts';
import { LoginThrottle } from './login-throttle.ts';

const OFFICE = '192.0.2.1';

const setUp = (remembered = 1000) => {
  const date = stoppedDate();
  const throttle = new LoginThrottle({ db: null, remembered });
  /** Not checked: it does not count. */
  const waitMs = async (address: string, login: string): Promise<number | null> => {
    const wait = await throttle.enqueue(address, login);
    if (wait === null) return null;
    await wait.done();
    await throttle.notCounted(address, login);
    return wait.waitMs;
  };
  /** Attempts that fail. None waits behind another one. */
  const fail = async (times: number, { address = OFFICE, login = 'firma' } = {}): Promise<void> => {
    for (let failure = 0; failure < times; failure++) await (await throttle.enqueue(address, login))?.done();
  };
  const succeed = async (address: string, login: string): Promise<void> => {
    await (await throttle.enqueue(address, login))!.done();
    await throttle.succeeded(address, login);
  };
  return { date, throttle, waitMs, fail, succeed };
};

describe('an office behind one address', () => {
  test('a right password of one login does not wait for a neighbour’s wrong ones of another', async () => {
    const { waitMs, fail, succeed } = setUp();
    await succeed(OFFICE, 'ksiegowosc');
    await fail(25, { login: 'nas' });
    expect(await waitMs(OFFICE, 'ksiegowosc')).toBe(0);
    // Nor does a login that was never used there.
    expect(await waitMs(OFFICE, 'zarzad')).toBe(0);
  });

  test('nor does a login that is known there, however many logins are guessed from there', async () => {
    const { waitMs, fail, succeed } = setUp();
    await succeed(OFFICE, 'ksiegowosc');
    for (let login = 0; login < 60; login++) await fail(3, { login: `login ${login}` });
    expect(await waitMs(OFFICE, 'ksiegowosc')).toBe(0);
    expect(await waitMs(OFFICE, 'zarzad')).toBe(15_000);
  });

  test('nor is an owner kept waiting where the login is known, whoever guesses it elsewhere', async () => {
    const { throttle, waitMs, fail, succeed } = setUp();
    await succeed(OFFICE, 'firma');
    for (let host = 0; host < 100; host++) await fail(5, { address: `198.51.100.${host}` });
    const waits = await Promise.all(Array.from({ length: 10 }, () => throttle.enqueue(OFFICE, 'firma')));
    expect(waits.map((wait) => wait?.waitMs)).toEqual(Array(10).fill(0));
    // At an address that is new to it, the owner waits for seconds, never in a row.
    expect(await waitMs('203.0.113.1', 'firma')).toBe(5000);
    expect(await waitMs('203.0.113.2', 'firma')).toBe(5000);
  });

  test('what is mistyped is forgiven: one a minute', async () => {
    const { date, waitMs, fail } = setUp();
    await fail(7);
    expect(await waitMs(OFFICE, 'firma')).toBe(1000);
    date.advance(60_000);
    expect(await waitMs(OFFICE, 'firma')).toBe(500);
    date.advance(120_000);
    expect(await waitMs(OFFICE, 'firma')).toBe(0);
  });
});

describe('who guesses', () => {
  test('at one login from one address: five at once, then ever more slowly', async () => {
    const delays = [];
    for (let failures = 4; failures <= 12; failures++) {
      const { waitMs, fail } = setUp();
      await fail(failures);
      delays.push(await waitMs(OFFICE, 'firma'));
    }
    expect(delays).toEqual([0, 0, 500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  });

  test('beside its owner, where it is known: twenty, then as slowly', async () => {
    const { waitMs, fail, succeed } = setUp();
    await succeed(OFFICE, 'firma');
    await fail(26);
    expect(await waitMs(OFFICE, 'firma')).toBe(15_000);
  });

  test('with many connections: one after the other, and too many are refused', async () => {
    const { throttle, waitMs, fail } = setUp();
    await fail(9);
    const first = await throttle.enqueue(OFFICE, 'firma');
    expect(first?.waitMs).toBe(4000);
    // Each that waits counts as failed: the next one waits for longer.
    const second = await throttle.enqueue(OFFICE, 'firma');
    expect(second?.waitMs).toBe(16_000);
    expect(await throttle.enqueue(OFFICE, 'firma')).toBeNull();
    await first!.done();
    expect(await waitMs(OFFICE, 'firma')).toBe(30_000);
  });

  test('with all of them at once: few are checked before the first has failed', async () => {
    const { throttle } = setUp();
    const waits = await Promise.all(Array.from({ length: 50 }, () => throttle.enqueue(OFFICE, 'firma')));
    expect(waits.filter((wait) => wait?.waitMs === 0)).toHaveLength(6);
  });

  test('at many logins from one address: thirty, then slowly, one after the other', async () => {
    const { throttle } = setUp();
    const waits = [];
    for (let login = 0; login < 40; login++) waits.push(await throttle.enqueue(OFFICE, `login ${login}`));
    expect(waits.slice(0, 31).map((wait) => wait?.waitMs)).toEqual(Array(31).fill(0));
    expect(waits.slice(31).map((wait) => wait?.waitMs ?? null)).toEqual([
      500,
      2000,
      6000,
      16_000,
      ...Array<null>(5).fill(null),
    ]);
  });

  test('from all addresses of one IPv6 /64: as from one', async () => {
    const { waitMs, fail } = setUp();
    for (let host = 0; host < 7; host++) await fail(1, { address: `2001:db8::${host}` });
    expect(await waitMs('2001:db8::ffff', 'firma')).toBe(1000);
    expect(await waitMs('2001:db8:0:1::1', 'firma')).toBe(0);
  });

  test('what it guessed is remembered up to a limit; the oldest is forgotten', async () => {
    const { waitMs, fail } = setUp(2);
    for (const host of [1, 2, 3]) await fail(6, { address: `192.0.2.${host}`, login: 'a' });
    expect(await waitMs('192.0.2.3', 'a')).toBeGreaterThan(0);
  });
});

test('an unlock forgives a login, a login from an address, or an address', async () => {
  const { throttle, waitMs, fail } = setUp();
  await fail(9);
  await fail(9, { login: 'other' });
  await throttle.forgiveLogin('firma');
  expect([await waitMs(OFFICE, 'firma'), await waitMs(OFFICE, 'other')]).toEqual([0, 4000]);
  await throttle.forgiveLogin('other', OFFICE);
  expect(await waitMs(OFFICE, 'other')).toBe(0);
  for (let login = 0; login < 20; login++) await fail(3, { login: `login ${login}` });
  await throttle.forgiveAddress(OFFICE);
  expect(await waitMs(OFFICE, 'new')).toBe(0);
});
