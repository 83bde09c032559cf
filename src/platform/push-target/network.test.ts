import { BlockList } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addNetwork, familyOf, isWithin, type Network, readNetwork } from './network.ts';

/** The address's bits, by a way of its own: what Node's list says is compared with it. */
function bitsOf(address: string): string {
  if (!address.includes(':'))
    return address
      .split('.')
      .map((part) => binary(Number(part), 8))
      .join('');
  const [before = '', after] = address.split('::');
  const [left, right] = [groupsOf(before), groupsOf(after ?? '')];
  const zeros = after === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((group) => binary(Number.parseInt(group, 16), 16)).join('');
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}

function binary(value: number, bits: number): string {
  return value.toString(2).padStart(bits, '0');
}

function listOf(network: Network): BlockList {
  const list = new BlockList();
  addNetwork(list, network);
  return list;
}

/** Without IPv4 inside, and not the mapped ones, which are IPv4. */
const ipv6 = fc
  .ipV6()
  .filter((address) => !address.includes('.') && familyOf(address) === 'ipv6')
  .filter((address) => !bitsOf(address).startsWith(`${'0'.repeat(80)}${'1'.repeat(16)}`));

describe.each([
  ['IPv4', fc.ipV4(), 32],
  ['IPv6', ipv6, 128],
] as const)('%s', (_, address, bits) => {
  test('an address is in a network if and only if the bits of the prefix are the same', () => {
    fc.assert(
      fc.property(address, address, fc.nat(bits), fc.nat(bits), (base, random, prefixBits, sharedBits) => {
        const near = bitsOf(base).slice(0, sharedBits) + bitsOf(random).slice(sharedBits);
        const tried = addressOf(near);
        const network = readNetwork(`${base}/${prefixBits}`);
        if (!network.ok) throw new Error(network.reason);
        const expected = near.startsWith(bitsOf(base).slice(0, prefixBits));
        expect(listOf(network.value).check(tried, network.value.family)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test('a single address is a network of one', () => {
    fc.assert(
      fc.property(address, (only) => {
        expect(readNetwork(only)).toMatchObject({ ok: true, value: { address: only, prefixBits: bits } });
      }),
    );
  });
});

function addressOf(bits: string): string {
  if (bits.length === 32)
    return bits
      .match(/.{8}/g)!
      .map((byte) => Number.parseInt(byte, 2))
      .join('.');
  return bits
    .match(/.{16}/g)!
    .map((group) => Number.parseInt(group, 2).toString(16))
    .join(':');
}

test.each([
  '',
  'localhost',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
  '10.0.0/8',
  '::/129',
  '::1/',
  '1.2.3.4/0x8',
  'fe80::1%lo/64',
])('%j is no network', (text) => {
  expect(readNetwork(text).ok).toBe(false);
});

test('reading a network never throws', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof readNetwork(text).ok === 'boolean'));
});

test('an address is within the networks that hold it, a name in none', () => {
  const networks = ['10.0.0.0/8', '::1'].flatMap((text) => {
    const network = readNetwork(text);
    return network.ok ? [network.value] : [];
  });
  const found = ['10.9.9.9', '::ffff:10.9.9.9', '::1', '11.0.0.1', '::2', 'localhost', '10.0.0.5%eth0'].filter(
    (address) => isWithin(networks, address),
  );
  expect(found).toEqual(['10.9.9.9', '::ffff:10.9.9.9', '::1']);
});
