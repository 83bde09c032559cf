import { expect, it } from 'vitest';
import { isSameList, namesAddress, wrongNetwork } from './networks.ts';

it.each([
  [[], undefined],
  [['203.0.113.7', '203.0.113.0/24', ' 2001:db8::/32', '::1', '::ffff:203.0.113.7'], undefined],
  [['203.0.113.0/24', 'biuro'], 'biuro'],
  [['203.0.113'], '203.0.113'],
  [['203.0.113.0-24'], '203.0.113.0-24'],
  [['cafe'], 'cafe'],
])('of %j the entry that cannot be a network: %s', (networks, wrong) => {
  expect(wrongNetwork(networks)).toBe(wrong);
});

it.each([
  [['203.0.113.7/32'], '203.0.113.7', true],
  [['203.0.113.7'], '203.0.113.7', true],
  [['2001:DB8::1/128'], '2001:db8::1', true],
  [['203.0.113.0/24'], '203.0.113.7', false],
  [[], '203.0.113.7', false],
])('%j names %s: %s', (networks, address, named) => {
  expect(namesAddress(networks, address)).toBe(named);
});

it('lists are the same in any order', () => {
  expect(isSameList(['a', 'b'], ['b', 'a'])).toBe(true);
  expect(isSameList(['a'], ['b'])).toBe(false);
  expect(isSameList(['a'], ['a', 'b'])).toBe(false);
});
