import { expect, test } from 'vitest';
import { clientNetwork, isLoopback, isSameAddress, plainAddress } from './client-address.ts';

test.each([
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', '2001:db8::1'],
  [undefined, ''],
])('plainAddress of %s is %s', (address, plain) => {
  expect(plainAddress(address)).toBe(plain);
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:db8::', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s is a client of %s', (address, network) => {
  expect(clientNetwork(address)).toBe(network);
});

test('loopback is known in both families', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', '10.0.0.1', '2001:db8::1'].map(isLoopback)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test.each([
  ['192.0.2.1', '192.0.2.1', true],
  ['::ffff:192.0.2.1', '192.0.2.1', true],
  ['2001:0DB8::0:1', '2001:db8::1', true],
  ['fe80::1', 'fe80::1%eth0', true],
  ['192.0.2.1', '192.0.2.10', false],
  ['::', '0.0.0.0', false],
  ['::1', '127.0.0.1', false],
  ['localhost', 'localhost', false],
  ['', '', false],
])('%j and %j are the same address: %s', (one, other, same) => {
  expect(isSameAddress(one, other)).toBe(same);
});
