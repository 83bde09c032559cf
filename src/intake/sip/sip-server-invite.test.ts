import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RawSipPeer, rawRequest } from '../../../test/kit/raw-sip-peer.ts';
import { SipFixture } from '../../../test/kit/sip-fixture.ts';
import { until } from '../../../test/kit/until.ts';
import type { ReceivedMessage } from '../../wire/sip/index.ts';

let bench: SipFixture;
beforeEach(async () => {
  bench = await SipFixture.start();
});
afterEach(() => bench.stop());

const toTag = (message: ReceivedMessage): string => message.to.parameters.get('tag') ?? '';

/** Asks for OPTIONS and expects its answer next: nothing else was on the way. */
async function expectQuiet(peer: RawSipPeer, callId: string): Promise<void> {
  peer.send(rawRequest(peer, { method: 'OPTIONS', callId }));
  expect(await peer.next()).toMatchObject({ status: 200, callId });
}

describe.each(['udp', 'tcp'] as const)('an INVITE over %s', (transport) => {
  let peer: RawSipPeer;
  const invite = (more: object = {}): string => rawRequest(peer, { method: 'INVITE', body: 'v=0\r\n', ...more });
  const ack = (tag: string, more: object = {}): string =>
    rawRequest(peer, { method: 'ACK', branch: 'z9hG4bK-ack', toTag: tag, ...more });
  beforeEach(async () => {
    peer = await bench.peer(transport);
  });

  test('gets 100 at once and 200 with the headers of a dialog', async () => {
    const routes = ['Record-Route: <sip:a;lr>, <sip:b;lr>', 'Record-Route: <sip:c;lr>'];
    expect(await peer.ask(invite({ headers: ['Require: siprec', ...routes] }))).toBe(100);
    const answer = await peer.next();
    expect(answer).toMatchObject({ status: 200, cseq: { number: 1, method: 'INVITE' } });
    expect(toTag(answer)).toMatch(/^[0-9a-f]{16}$/);
    expect(answer.headers.list('Record-Route')).toEqual(['<sip:a;lr>', '<sip:b;lr>', '<sip:c;lr>']);
    expect(answer.headers.first('Contact')).toMatch(/^<sip:127\.0\.0\.1:\d+(;transport=tcp)?>;\+sip\.srs$/);
    expect(answer.headers.list('Allow')).toContain('UPDATE');
    expect(answer.via.parameters.get('rport')).toBe(String(peer.port));
    expect(answer.body.toString()).toBe('v=0\r\n');
    expect(bench.user.invites[0]!.peer).toMatchObject({ transport, address: '127.0.0.1', port: peer.port });
  });

  test('that requires reliable provisional responses is answered without any (RFC 3262)', async () => {
    const peer = await bench.peer(transport);
    peer.send(rawRequest(peer, { method: 'INVITE', headers: ['Require: 100rel, siprec'], body: 'v=0\r\n' }));
    expect(await peer.nextStatus()).toBe(100);
    const answer = await peer.next();
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.headers.has('RSeq')).toBe(false);
    expect(answer.headers.list('Supported')).not.toContain('100rel');
  });

  test('that requires what is demanded of telephones alone (RFC 7866 §6.3) is answered', async () => {
    const peer = await bench.peer(transport);
    peer.send(rawRequest(peer, { method: 'INVITE', headers: ['Require: siprec, record-aware'], body: 'v=0\r\n' }));
    expect(await peer.nextStatus()).toBe(100);
    expect(await peer.nextStatus()).toBe(200);
  });

  test('gets its 200 retransmitted until the ACK', async () => {
    await peer.ask(invite());
    const tag = toTag(await peer.next());
    bench.clock.advance(500);
    expect(await peer.nextStatus()).toBe(200);
    bench.clock.advance(1000);
    expect(await peer.nextStatus()).toBe(200);
    peer.send(ack(tag, { body: 'answer', cseqMethod: 'INVITE' }));
    await until('the ACK', () => bench.user.acks.length === 1);
    expect(bench.user.acks[0]!.body.toString()).toBe('answer');
    bench.clock.advance(60_000);
    await expectQuiet(peer, 'quiet');
    expect(bench.user.ends).toEqual([]);
    expect(await bench.metric('retransmissions_total', 'sent')).toBe(2);
  });

  test('whose 200 is never acknowledged ends with a BYE', async () => {
    await peer.ask(invite());
    bench.clock.advance(32_000);
    expect(bench.user.ends).toEqual(['no-ack']);
    let message = await peer.next();
    while (message.kind === 'response') message = await peer.next();
    expect(message).toMatchObject({ method: 'BYE', cseq: { number: 1 } });
    expect(await bench.metric('dialogs')).toBe(0);
  });

  test('that is retransmitted creates no second session', async () => {
    bench.user.answers = false;
    expect(await peer.ask(invite())).toBe(100);
    expect(await peer.ask(invite())).toBe(100);
    bench.user.accept(bench.user.invites[0]!);
    expect(await peer.nextStatus()).toBe(200);
    peer.send(invite());
    await expectQuiet(peer, 'quiet');
    expect(bench.user.invites).toHaveLength(1);
    expect(await bench.metric('retransmissions_total', 'received')).toBe(2);
  });

  test('is refused as the transaction user decides', async () => {
    bench.user.answers = false;
    await peer.ask(invite());
    bench.user.invites[0]!.reject({ status: 488, headers: [{ name: 'Warning', value: '305 x "y"' }] });
    const answer = await peer.next();
    expect(answer).toMatchObject({ status: 488, reason: 'Not Acceptable Here' });
    expect(answer.headers.first('Warning')).toBe('305 x "y"');
    peer.send(ack(toTag(answer), { branch: undefined }));
    await bench.requests('ACK', 1);
    bench.clock.advance(60_000);
    await expectQuiet(peer, 'quiet');
    expect(bench.clock.pending).toBeLessThanOrEqual(1);
  });

  test('that is cancelled gets 487 and is never a session', async () => {
    bench.user.answers = false;
    await peer.ask(invite());
    expect(await peer.ask(rawRequest(peer, { method: 'CANCEL', branch: 'z9hG4bK-call-1-1-INVITE' }))).toBe(200);
    expect(await peer.next()).toMatchObject({ status: 487, cseq: { method: 'INVITE' } });
    expect(bench.user.invites[0]!.cancelled.aborted).toBe(true);
    expect(bench.user.accept(bench.user.invites[0]!)).toBeNull();
    bench.user.invites[0]!.reject({ status: 503 });
    peer.send(ack('any', { branch: undefined }));
    await expectQuiet(peer, 'quiet');
  });

  test('that was answered is not affected by a late CANCEL', async () => {
    await peer.ask(invite());
    expect(await peer.nextStatus()).toBe(200);
    expect(await peer.ask(rawRequest(peer, { method: 'CANCEL', branch: 'z9hG4bK-call-1-1-INVITE' }))).toBe(200);
    expect(bench.user.invites[0]!.cancelled.aborted).toBe(false);
    expect(await bench.metric('dialogs')).toBe(1);
  });

  test('that the transaction user does not answer gets 500 after 32 s', async () => {
    bench.user.answers = false;
    await peer.ask(invite());
    bench.clock.advance(32_000);
    expect(await peer.nextStatus()).toBe(500);
    expect(bench.user.invites[0]!.cancelled.aborted).toBe(true);
  });

  test('on which the transaction user fails gets 500', async () => {
    bench.user.onInvite = () => {
      throw new Error('a bug');
    };
    await peer.ask(invite());
    expect(await peer.nextStatus()).toBe(500);
  });

  test('that also came on another path is refused with 482', async () => {
    await peer.ask(invite());
    await peer.nextStatus();
    expect(await peer.ask(invite({ branch: 'z9hG4bK-another-way' }))).toBe(482);
    expect(bench.user.invites).toHaveLength(1);
  });

  test('is acknowledged by an old peer without a branch of its own', async () => {
    const via = `Via: SIP/2.0/${transport.toUpperCase()} 127.0.0.1:${peer.port};rport`;
    await peer.ask(invite({ via }));
    const tag = toTag(await peer.next());
    peer.send(ack(tag, { via }));
    await until('the ACK', () => bench.user.acks.length === 1);
  });
});

describe('a UDP response', () => {
  test('goes to the port of Via where rport was not asked for', async () => {
    const [peer, listener] = [await bench.peer('udp'), await bench.peer('udp')];
    const via = `Via: SIP/2.0/UDP 127.0.0.1:${listener.port};branch=z9hG4bK1`;
    peer.send(rawRequest(peer, { method: 'OPTIONS', via }));
    const answer = await listener.next();
    expect(answer.via.parameters.has('received')).toBe(false);
  });

  test('has the source in Via if Via names another host', async () => {
    const peer = await bench.peer('udp');
    const via = `Via: SIP/2.0/UDP pbx.example:${peer.port};branch=z9hG4bK1, SIP/2.0/UDP second;branch=z9hG4bK2`;
    peer.send(rawRequest(peer, { method: 'OPTIONS', via }));
    const answer = await peer.next();
    expect(answer.via).toMatchObject({ host: 'pbx.example', port: peer.port });
    expect(answer.via.parameters.get('received')).toBe('127.0.0.1');
    expect(answer.headers.list('Via')).toHaveLength(2);
  });
});

test('a TCP response whose connection is closed goes to the port of Via', async () => {
  bench.user.answers = false;
  const peer = await bench.peer('tcp');
  const listening = await SipFixture.start();
  const via = `Via: SIP/2.0/TCP 127.0.0.1:${listening.server.port};branch=z9hG4bK1`;
  await peer.ask(rawRequest(peer, { method: 'INVITE', via }));
  peer.close();
  await until('the connection is gone', async () => (await bench.metric('tcp_connections')) === 0);
  bench.user.invites[0]!.reject({ status: 486 });
  await until('a connection to the other port', async () => (await listening.metric('tcp_connections')) === 1);
  await listening.stop();
});

test('stopping answers pending INVITEs and leaves no timer', async () => {
  bench.user.answers = false;
  const peer = await bench.peer('udp');
  await peer.ask(rawRequest(peer, { method: 'INVITE' }));
  await bench.server.stop();
  expect(await peer.nextStatus()).toBe(503);
  expect(bench.clock.pending).toBe(0);
});
