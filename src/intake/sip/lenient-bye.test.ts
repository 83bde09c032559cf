import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RawRequest, type RawSipPeer, rawRequest } from '../../../test/kit/raw-sip-peer.ts';
import { SipFixture } from '../../../test/kit/sip-fixture.ts';
import { until } from '../../../test/kit/until.ts';

let bench: SipFixture;
let peer: RawSipPeer;
let toTag: string;

beforeEach(async () => {
  bench = await SipFixture.start();
  peer = await bench.peer('udp');
});
afterEach(() => bench.stop());

async function establish(cseq = 5): Promise<void> {
  peer.send(rawRequest(peer, { method: 'INVITE', cseq, body: 'v=0\r\n' }));
  await peer.next();
  toTag = (await peer.next()).to.parameters.get('tag')!;
  peer.send(rawRequest(peer, { method: 'ACK', cseq, toTag, branch: 'z9hG4bK-ack' }));
  await until('the ACK', () => bench.user.acks.length === 1);
}

const via = (from: RawSipPeer, address: string) => `Via: SIP/2.0/UDP ${address}:${from.port};branch=z9hG4bK-x;rport`;

/** BYEs that break RFC 3261, and what they get from somebody else. */
const BROKEN: readonly (readonly [string, () => RawRequest, number])[] = [
  ['a lower CSeq', () => ({ method: 'BYE', cseq: 1, toTag }), 500],
  ['no To tag', () => ({ method: 'BYE', cseq: 6 }), 481],
  ['no To tag and a lower CSeq', () => ({ method: 'BYE', cseq: 1 }), 481],
  [
    'an extension that it requires',
    () => ({ method: 'BYE', cseq: 6, headers: ['Require: x'], cseqMethod: 'INVITE', toTag }),
    481,
  ],
  ['the CSeq method INVITE', () => ({ method: 'BYE', cseq: 6, cseqMethod: 'INVITE', toTag }), 481],
];

describe.each(BROKEN)('a BYE with %s', (_, bye, refusal) => {
  test('ends the call that it means, once', async () => {
    await establish();
    expect(await peer.ask(rawRequest(peer, bye()))).toBe(200);
    expect(await peer.ask(rawRequest(peer, bye()))).toBe(200);
    expect(bench.user.ends).toEqual(['bye']);
    expect(await bench.metric('dialogs')).toBe(0);
  });

  test('of another address ends nothing', async () => {
    await establish();
    const other = await bench.peer('udp', '127.0.0.3');
    const thirdParty = await bench.peer('udp', '127.0.0.4');
    bench.user.unknown.add('127.0.0.4');
    expect(await other.ask(rawRequest(other, { ...bye(), via: via(other, '127.0.0.3') }))).toBe(refusal);
    const refused = await thirdParty.ask(rawRequest(thirdParty, { ...bye(), via: via(thirdParty, '127.0.0.4') }));
    expect(refused).toBeGreaterThanOrEqual(400);
    expect(bench.user.ends).toEqual([]);
    expect(await peer.ask(rawRequest(peer, { method: 'OPTIONS', cseq: 7, toTag }))).toBe(200);
  });
});

test('a BYE without our tag from another address of the same source ends its call', async () => {
  await establish();
  const other = await bench.peer('udp', '127.0.0.3');
  bench.user.isSameSource = () => true;
  const via = `Via: SIP/2.0/UDP 127.0.0.3:${other.port};branch=z9hG4bK-x;rport`;
  expect(await other.ask(rawRequest(other, { method: 'BYE', cseq: 6, via }))).toBe(200);
  expect(bench.user.ends).toEqual(['bye']);
});

test.each([
  ['another From tag', (bye: string) => bye.replace('tag=pbx-tag', 'tag=other')],
  ['another Call-ID', (bye: string) => bye.replace('Call-ID: call-1', 'Call-ID: call-2')],
  ['another To tag', (bye: string) => bye.replace('To: <sip:rec@127.0.0.1>', 'To: <sip:rec@127.0.0.1>;tag=other')],
])('a BYE with %s means no call of ours', async (_, change) => {
  await establish();
  expect(await peer.ask(change(rawRequest(peer, { method: 'BYE', cseq: 6 })))).toBe(481);
  expect(bench.user.ends).toEqual([]);
});

test('a BYE in place of a CANCEL ends the INVITE that is not answered yet', async () => {
  bench.user.answers = false;
  peer.send(rawRequest(peer, { method: 'INVITE', body: 'v=0\r\n' }));
  expect(await peer.nextStatus()).toBe(100);
  peer.send(rawRequest(peer, { method: 'BYE', cseq: 2 }));
  const answers = [await peer.next(), await peer.next()].map(({ cseq, ...answer }) => [
    cseq.method,
    answer.kind === 'response' && answer.status,
  ]);
  expect(Object.fromEntries(answers)).toEqual({ BYE: 200, INVITE: 487 });
  expect(bench.user.invites[0]!.cancelled.aborted).toBe(true);
  expect(bench.user.accept(bench.user.invites[0]!)).toBeNull();
});
