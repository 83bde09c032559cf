import { networkInterfaces } from 'node:os';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAddressGuard, FORBIDDEN_NETWORKS } from './address-guard.ts';
import { type Network, readNetwork } from './network.ts';

function networks(...texts: string[]): Network[] {
  return texts.map((text) => {
    const network = readNetwork(text);
    if (!network.ok) throw new Error(network.reason);
    return network.value;
  });
}

function guardFor(addresses: Readonly<Record<string, readonly string[]>>, allowed: readonly Network[] = []) {
  const asked: string[] = [];
  const resolveName = async (name: string): Promise<readonly string[]> => {
    asked.push(name);
    return addresses[name] ?? Promise.reject(new Error('ENOTFOUND'));
  };
  return { guard: createAddressGuard({ allowed, own: networks('198.98.0.0/16'), resolveName }), asked };
}

const forbidden = { code: 'target-forbidden' };

test('every well-known network can be read', () => {
  for (const text of FORBIDDEN_NETWORKS) expect(readNetwork(text).ok, text).toBe(true);
});

test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '193.0.6.139', '2001:67c:2e8::1', '2a00:1450::1'])(
  'a public address may be reached: %s',
  async (address) => {
    expect(await guardFor({}).guard.resolve(address)).toEqual([address]);
  },
);

test.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.255',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.98.7.7',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:a00:1',
  '::ffff:198.98.7.7',
  '64:ff9b::a00:1',
  '2002:a00:1::',
  '2001:0:a00:1::',
  'fc00::1',
  'fe80::1',
  'ff02::1',
])('an address of the operator’s networks may not: %s', async (address) => {
  await expect(guardFor({}).guard.resolve(address)).rejects.toMatchObject(forbidden);
  await expect(guardFor({ name: [address] }).guard.resolve('name')).rejects.toMatchObject(forbidden);
  await expect(guardFor({ name: ['8.8.8.8', address] }).guard.resolve('name')).rejects.toMatchObject(forbidden);
});

test('no address in a forbidden network is allowed, as IPv4 or as IPv4-mapped IPv6', async () => {
  const inside = fc.tuple(fc.constantFrom('10', '127', '169.254', '192.168'), fc.nat(255), fc.nat(255), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(inside, async ([prefix, ...rest]) => {
      const address = [...prefix.split('.'), ...rest].slice(0, 4).join('.');
      await expect(guardFor({}).guard.resolve(address)).rejects.toMatchObject(forbidden);
      await expect(guardFor({}).guard.resolve(`::ffff:${address}`)).rejects.toMatchObject(forbidden);
    }),
  );
});

test('this machine’s own addresses may not be reached, whatever network they are of', async () => {
  const mine = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  expect(mine.length).toBeGreaterThan(0);
  for (const { address } of mine) await expect(guardFor({}).guard.resolve(address)).rejects.toMatchObject(forbidden);
});

test('a network that is allowed by setting may be reached, and no other', async () => {
  const { guard } = guardFor({ nas: ['10.8.0.5'] }, networks('10.8.0.0/16'));
  expect(await guard.resolve('nas')).toEqual(['10.8.0.5']);
  expect(await guard.resolve('::ffff:10.8.0.5')).toEqual(['::ffff:10.8.0.5']);
  await expect(guard.resolve('10.9.0.5')).rejects.toMatchObject(forbidden);
});

describe('names', () => {
  test('are asked for once, and all answers are given', async () => {
    const { guard, asked } = guardFor({ 'ftp.example.com': ['8.8.8.8', '2a00:1450::1'] });
    expect(await guard.resolve('ftp.example.com')).toEqual(['8.8.8.8', '2a00:1450::1']);
    expect(asked).toEqual(['ftp.example.com']);
  });

  test('that do not exist, or have no address, cannot be reached', async () => {
    const { guard } = guardFor({ empty: [] });
    await expect(guard.resolve('nowhere')).rejects.toMatchObject({ code: 'unreachable' });
    await expect(guard.resolve('empty')).rejects.toMatchObject({ code: 'unreachable' });
  });

  test.each(['localhost', '2130706433', '0x7f000001', '0177.0.0.1', '127.1'])(
    'that mean this machine are refused by what they resolve to: %s',
    async (name) => {
      const guard = createAddressGuard({ allowed: [] });
      const refused = await guard.resolve(name).catch((error: { code: string }) => error.code);
      expect(['target-forbidden', 'unreachable']).toContain(refused);
    },
  );

  test('with a zone of this machine are refused', async () => {
    const { guard } = guardFor({ 'fe80::1%lo': ['fe80::1%lo'], '2a00::1%lo': ['2a00::1%lo'] });
    await expect(guard.resolve('2a00::1%lo')).rejects.toMatchObject(forbidden);
  });
});
