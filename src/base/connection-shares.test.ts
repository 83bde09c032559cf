import { describe, expect, test } from 'vitest';
import { type ConnectionShare, ConnectionShares, KnownNetworks } from './connection-shares.ts';

const LIMITS = { total: 10, perAddress: 4, unauthenticated: 6, unauthenticatedPerAddress: 3 };

const setUp = (limits: Partial<typeof LIMITS> = {}) => {
  const shares = new ConnectionShares({ ...LIMITS, ...limits });
  const evicted: string[] = [];
  const admit = (address: string, known = false) => shares.admit(address, () => evicted.push(address), { known });
  const admitted = (address: string, known = false): ConnectionShare => {
    const share = admit(address, known);
    if (typeof share === 'string') throw new Error(`${address} was refused: ${share}`);
    return share;
  };
  return { shares, evicted, admit, admitted };
};

describe('ConnectionShares', () => {
  test('each address has its limits, as long as it has not signed in and after', () => {
    const { admit, admitted } = setUp();
    const first = [1, 2, 3].map(() => admitted('192.0.2.1'));
    expect(admit('192.0.2.1')).toBe('address');
    for (const share of first) share.authenticate();
    first.push(admitted('192.0.2.1'));
    expect(admit('192.0.2.1')).toBe('address');
    first[0]!.release();
    expect(typeof admit('192.0.2.1')).toBe('object');
  });

  test('the addresses of one IPv6 subscriber are one', () => {
    const { admit, admitted } = setUp();
    for (const host of ['1', '2', '3']) admitted(`2001:db8::${host}`);
    expect(admit('2001:db8::4')).toBe('address');
  });

  test('when their share is full, a new one takes the place of the oldest of the address with the most', () => {
    const { evicted, admitted, admit } = setUp();
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.1', '192.0.2.1', '192.0.2.2', '192.0.2.2']) {
      admitted(address);
    }
    admitted('192.0.2.3');
    expect(evicted).toEqual(['192.0.2.1']);
    admitted('192.0.2.3');
    expect(evicted).toEqual(['192.0.2.1', '192.0.2.2']);
    // Now all have two: none has more than the new one's address.
    expect(admit('192.0.2.3')).toBe('connections');
    expect(evicted).toHaveLength(2);
  });

  test('those that have signed in keep their room and are never evicted', () => {
    const { shares, evicted, admit, admitted } = setUp({ unauthenticated: 4 });
    for (const host of [1, 2, 3, 4, 5, 6]) admitted(`198.51.100.${host}`).authenticate();
    for (const host of [1, 2, 3, 4]) admitted(`192.0.2.${host}`);
    expect(admit('192.0.2.5')).toBe('connections');
    expect([shares.size, evicted]).toEqual([10, []]);
  });

  test('a known address goes before unknown ones, however many there are', () => {
    const { evicted, admitted, admit } = setUp();
    for (const host of [1, 2, 3, 4, 5, 6]) admitted(`192.0.2.${host}`);
    expect(admit('203.0.113.1')).toBe('connections');
    admitted('203.0.113.1', true);
    expect(evicted).toHaveLength(1);
  });

  test('releasing twice frees one place', () => {
    const { shares, admitted } = setUp();
    const share = admitted('192.0.2.1');
    admitted('192.0.2.1');
    share.release();
    share.release();
    share.authenticate();
    expect(shares.size).toBe(1);
  });
});

test('KnownNetworks remembers so many, and forgets the oldest', () => {
  const known = new KnownNetworks(2);
  for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.1', '2001:db8::1']) known.add(address);
  expect(['192.0.2.1', '192.0.2.2', '2001:db8::2'].map((address) => known.has(address))).toEqual([true, false, true]);
});
