import { BlockList } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AddressTable, readSourceAddress } from './source-address.ts';

describe('readSourceAddress', () => {
  test.each([
    ['192.0.2.1', 'address', '192.0.2.1'],
    [' 2001:DB8:0::1 ', 'address', '2001:db8::1'],
    ['::ffff:192.0.2.1', 'address', '192.0.2.1'],
    ['192.0.2.1/32', 'address', '192.0.2.1'],
    ['10.0.0.0/8', 'network', '10.0.0.0/8'],
    ['2001:DB8::/32', 'network', '2001:db8::/32'],
    ['SBC.Example.', 'name', 'sbc.example'],
    ['pbx', 'name', 'pbx'],
    ['_sip.a-b.example', 'name', '_sip.a-b.example'],
  ])('%s is a %s', (text, kind, canonical) => {
    expect(readSourceAddress(text)).toEqual({ ok: true, value: { kind, text: canonical } });
  });

  test.each<readonly [string, string]>([
    ['0.0.0.0/0', 'source-network-too-large'],
    ['::/0', 'source-network-too-large'],
    ['11.0.0.0/7', 'source-network-too-large'],
    ['2001::/16', 'source-network-too-large'],
    ['10.0.0.1/8', 'source-network-inexact'],
    ['2001:db8::1/64', 'source-network-inexact'],
    ...[
      '',
      '192.0.2.300',
      '192.0.2',
      '10.0.0.0/33',
      '10.0.0.0/8/8',
      '10.0.0.0/',
      '::ffff:10.0.0.0/104',
      'fe80::1%eth0',
      'sbc example',
      'sbc..example',
      '-sbc.example',
      'sip:sbc.example',
      `${'a'.repeat(64)}.example`,
      `${'a.'.repeat(130)}example`,
    ].map((text) => [text, 'address-invalid'] as const),
  ])('refuses %j: %s', (text, reason) => {
    expect(readSourceAddress(text)).toEqual({ ok: false, reason });
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof readSourceAddress(text).ok === 'boolean'));
  });
});

describe('AddressTable', () => {
  const table = new AddressTable<string>();
  for (const [text, value] of [
    ['10.0.0.0/8', 'wide'],
    ['10.1.0.0/16', 'narrow'],
    ['10.1.2.3', 'one'],
    ['10.1.2.3', 'later'],
    ['2001:db8::/32', 'wide 6'],
    ['2001:db8:0:1::/64', 'narrow 6'],
  ] as const)
    table.add(text, value);

  test.each([
    ['10.1.2.3', 'one'],
    ['::ffff:10.1.2.3', 'one'],
    ['10.1.2.4', 'narrow'],
    ['10.2.0.1', 'wide'],
    ['11.0.0.1', null],
    ['2001:DB8:0:1::9', 'narrow 6'],
    ['2001:db8:0:2::9', 'wide 6'],
    ['2001:db9::', null],
    ['', null],
    ['sbc.example', null],
  ])('%s: the longest prefix', (address, value) => {
    expect(table.at(address)).toBe(value);
  });

  test.each([
    ['IPv4', fc.ipV4(), 32, 'ipv4'],
    ['IPv6', fc.ipV6().filter((text) => !text.includes('.') && !/^[0:]*ffff/i.test(text)), 128, 'ipv6'],
  ] as const)('%s: an address is in a network as Node says', (_, addresses, bits, family) => {
    fc.assert(
      fc.property(addresses, addresses, fc.integer({ min: 1, max: bits - 1 }), (base, other, prefix) => {
        const [list, found] = [new BlockList(), new AddressTable<true>()];
        list.addSubnet(base, prefix, family);
        const canonical = readSourceAddress(base);
        if (!canonical.ok) throw new Error(canonical.reason);
        found.add(`${canonical.value.text}/${prefix}`, true);
        for (const address of [base, other]) expect(found.at(address) ?? false).toBe(list.check(address, family));
      }),
    );
  });
});
