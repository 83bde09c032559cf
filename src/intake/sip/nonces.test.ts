import { expect, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { Nonces } from './nonces.ts';

const clock = new ManualClock();
const nonces = new Nonces(clock);
const PBX = '192.0.2.1';

test('a nonce is of the address and the process that it was made for', () => {
  const nonce = nonces.make(PBX);
  expect(nonces.isOurs(nonce, PBX)).toBe(true);
  expect(nonces.isOurs(nonce, '192.0.2.2')).toBe(false);
  expect(new Nonces(clock).isOurs(nonce, PBX)).toBe(false);
  for (const other of ['', 'x', `x${nonce.slice(1)}`, `${nonce}AAAA`, `${nonce}!`])
    expect(nonces.isOurs(other, PBX)).toBe(false);
});

test('a nonce counts upwards, and one of a client that does not count is used once', () => {
  const [counted, once] = [nonces.make(PBX), nonces.make(PBX)];
  expect([1, 2, 2, 1, 5, 4].map((count) => nonces.use(counted, count))).toEqual([
    true,
    true,
    false,
    false,
    true,
    false,
  ]);
  expect([null, null, 9].map((count) => nonces.use(once, count))).toEqual([true, false, false]);
});

test('a nonce ends after five minutes', () => {
  const nonce = nonces.make(PBX);
  expect(nonces.use(nonce, 1)).toBe(true);
  clock.advance(300_000);
  expect(nonces.use(nonce, 2)).toBe(true);
  clock.advance(1);
  expect(nonces.use(nonce, 3)).toBe(false);
});

test('of very many, the first are forgotten and not taken again', () => {
  const first = nonces.make(PBX);
  expect(nonces.use(first, 1)).toBe(true);
  clock.advance(1);
  for (let n = 0; n < 10_001; n += 1) {
    expect(nonces.use(nonces.make(PBX), 1)).toBe(true);
    clock.advance(1);
  }
  expect(nonces.use(first, 2)).toBe(false);
  clock.advance(1);
  expect(nonces.use(nonces.make(PBX), 1)).toBe(true);
});
