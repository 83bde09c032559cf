import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { LoginThrottle } from './login-throttle.ts';

function throttle(remembered = 100): { clock: ManualClock; throttle: LoginThrottle } {
  const clock = new ManualClock();
  return { clock, throttle: new LoginThrottle({ clock, remembered }) };
}

function fail(subject: LoginThrottle, times: number, { address = '192.0.2.1', login = 'firma' } = {}): void {
  for (let failure = 0; failure < times; failure++) subject.recordFailure(address, login);
}

describe('LoginThrottle', () => {
  test('lets three failures pass, then doubles the delay up to 15 s for the address', () => {
    const delays = [];
    for (let failures = 0; failures <= 10; failures++) {
      const { throttle: subject } = throttle();
      fail(subject, failures, { login: 'other' });
      delays.push(subject.enqueue('192.0.2.1', 'firma'));
    }
    expect(delays).toEqual([0, 0, 0, 0, 500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  });

  test('delays a login that fails from many addresses, by at most 5 s and never in a row', () => {
    const { throttle: subject } = throttle();
    for (let host = 0; host < 50; host++) fail(subject, 1, { address: `198.51.100.${host}` });
    expect(subject.enqueue('192.0.2.1', 'firma')).toBe(5000);
    expect(subject.enqueue('192.0.2.2', 'firma')).toBe(5000);
    expect(subject.enqueue('192.0.2.3', 'other')).toBe(0);
  });

  test('lets attempts from one address wait one after the other, and refuses when the row is too long', () => {
    const { clock, throttle: subject } = throttle();
    fail(subject, 8, { login: 'other' });
    expect([1, 2, 3, 4].map(() => subject.enqueue('192.0.2.1', 'firma'))).toEqual([8000, 16_000, 24_000, null]);
    expect(subject.enqueue('192.0.2.2', 'firma')).toBe(0);
    clock.advance(8000);
    expect(subject.enqueue('192.0.2.1', 'firma')).toBe(24_000);
  });

  test('takes the addresses of one IPv6 /64 for one', () => {
    const { throttle: subject } = throttle();
    for (let host = 0; host < 4; host++) fail(subject, 1, { address: `2001:db8::${host}`, login: `login ${host}` });
    expect(subject.enqueue('2001:db8::ffff', 'firma')).toBe(500);
    expect(subject.enqueue('2001:db8:0:1::1', 'firma')).toBe(0);
  });

  test('forgives one failure a minute', () => {
    const { clock, throttle: subject } = throttle();
    fail(subject, 5);
    clock.advance(60_000);
    expect(subject.enqueue('192.0.2.9', 'firma')).toBe(500);
    clock.advance(60_000);
    expect(subject.enqueue('192.0.2.9', 'firma')).toBe(0);
  });

  test('remembers so many and forgets the oldest', () => {
    const { throttle: subject } = throttle(2);
    fail(subject, 4, { address: '192.0.2.1', login: 'a' });
    fail(subject, 4, { address: '192.0.2.2', login: 'b' });
    fail(subject, 4, { address: '192.0.2.3', login: 'c' });
    expect(['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((address) => subject.enqueue(address, 'x'))).toEqual([
      0, 500, 500,
    ]);
    expect(['a', 'b', 'c'].map((login) => subject.enqueue('192.0.2.9', login))).toEqual([0, 500, 500]);
  });
});
