import { expect, test } from 'vitest';
import { type Peer, requestTargets } from './peer.ts';

const udp: Peer = { transport: 'udp', address: '192.0.2.1', port: 5070 };
const tcp: Peer = { ...udp, transport: 'tcp', port: 40_000 };

const tls: Peer = { ...udp, transport: 'tls', port: 40_001, accepted: true, certificateNames: ['sbc.example'] };
const tlsAt = (more: Partial<Peer>): Peer => ({
  transport: 'tls',
  address: '192.0.2.7',
  port: 5061,
  certificateNames: ['sbc.example'],
  ...more,
});

test.each<[string, Peer, readonly Peer[]]>([
  ['sip:a@192.0.2.7:5080', udp, [{ transport: 'udp', address: '192.0.2.7', port: 5080 }]],
  ['sip:a@[2001:db8::1]', udp, [{ transport: 'udp', address: '2001:db8::1', port: 5060 }]],
  ['sip:192.0.2.1', tcp, [tcp, { ...tcp, port: 5060 }]],
  ['sip:a@192.0.2.7;transport=tcp', tcp, [{ transport: 'tcp', address: '192.0.2.7', port: 5060 }, tcp]],
  ['sip:a@192.0.2.7;transport=tls', tcp, [tcp]],
  ['sips:a@192.0.2.7', tls, [tls, tlsAt({})]],
  ['sip:a@[2001:db8::1]:5071;transport=tls', tls, [tls, tlsAt({ address: '2001:db8::1', port: 5071 })]],
  ['sip:a@192.0.2.7;transport=tcp', tls, [tls]],
  ['sip:a@nowhere.invalid', udp, [udp]],
  ['tel:+48221234567', udp, [udp]],
  ['nonsense', udp, [udp]],
])('%s', async (uri, flow, peers) => {
  expect(await requestTargets(uri, flow)).toEqual(peers);
});

test('a host name is resolved, to an address of the family that the peer uses', async () => {
  const [peer] = await requestTargets('sip:a@localhost:5070', udp);
  expect(peer!.address).toBe('127.0.0.1');
  const [, secure] = await requestTargets('sips:a@localhost', tls);
  expect(secure).toMatchObject({ address: '127.0.0.1', serverName: 'localhost' });
});
