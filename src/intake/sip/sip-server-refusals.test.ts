import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RawRequest, type RawSipPeer, rawRequest } from '../../../test/kit/raw-sip-peer.ts';
import { SipFixture } from '../../../test/kit/sip-fixture.ts';
import { until } from '../../../test/kit/until.ts';

let bench: SipFixture;
beforeEach(async () => {
  bench = await SipFixture.start();
});
afterEach(() => bench.stop());

const OPTIONS: RawRequest = { method: 'OPTIONS', callId: 'alive' };

describe('OPTIONS outside a dialog', () => {
  test('gets our capabilities', async () => {
    const peer = await bench.peer('udp');
    peer.send(rawRequest(peer, OPTIONS));
    const answer = await peer.next();
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.headers.first('Allow')).toBe('INVITE, ACK, CANCEL, BYE, UPDATE, INFO, OPTIONS');
    expect(answer.headers.first('Accept')).toContain('application/sdp');
    expect(answer.headers.first('Supported')).toBe('siprec, timer');
    expect(answer.to.parameters.get('tag')).toMatch(/^[0-9a-f]{16}$/);
  });

  test('gets 503 while no sessions are taken', async () => {
    bench.user.accepting = false;
    const peer = await bench.peer('udp');
    peer.send(rawRequest(peer, OPTIONS));
    const answer = await peer.next();
    expect(answer).toMatchObject({ status: 503 });
    expect(answer.headers.has('Retry-After')).toBe(true);
  });
});

/** Each of these is refused outside a dialog; none keeps state. */
describe.each(['udp', 'tcp'] as const)('refused over %s', (transport) => {
  let peer: RawSipPeer;
  beforeEach(async () => {
    peer = await bench.peer(transport);
  });

  test.each<[string, number, RawRequest, string?]>([
    ['an unknown method (RFC 4475 unkm)', 405, { method: 'NEWMETHOD' }, 'Allow: INVITE'],
    ['REGISTER', 405, { method: 'REGISTER' }, 'Allow: INVITE'],
    ['an unknown scheme (4475 unkscm)', 416, { method: 'OPTIONS', uri: 'nobodyKnowsThisScheme:totallyopaquecontent' }],
    ['a scheme of another use (4475 novelsc)', 416, { method: 'OPTIONS', uri: 'soap.beep://192.0.2.103:3002' }],
    ['a Request-URI in brackets (4475 ltgtruri)', 400, { method: 'INVITE', uri: '<sip:user@example.com>' }],
    [
      'unknown extensions (4475 bext01)',
      420,
      { method: 'INVITE', headers: ['Require: siprec, nothingSupportsThis', 'Require: 100rel, precondition'] },
      'Unsupported: nothingSupportsThis, precondition',
    ],
    ['an encoded body', 415, { method: 'INVITE', headers: ['Content-Encoding: gzip'] }, 'Accept-Encoding: identity'],
    ['BYE of no dialog', 481, { method: 'BYE' }],
    ['UPDATE of no dialog (RFC 3311)', 481, { method: 'UPDATE' }],
    ['PRACK of no reliable response (RFC 3262 §3)', 481, { method: 'PRACK', headers: ['RAck: 1 1 INVITE'] }],
    ['CANCEL of no INVITE', 481, { method: 'CANCEL' }],
    ['CSeq of another method (4475 mismatch01)', 400, { method: 'OPTIONS', cseqMethod: 'INVITE' }],
  ])('%s: %i', async (_, status, request, header = '') => {
    peer.send(rawRequest(peer, request));
    const answer = await peer.next();
    expect(answer).toMatchObject({ status, callId: 'call-1' });
    const lines = answer.headers.fields.map(({ name, value }) => `${name}: ${value}`).join('\n');
    expect(lines).toContain(header);
    peer.send(rawRequest(peer, request));
    expect((await peer.next()).to.parameters.get('tag')).toBe(answer.to.parameters.get('tag'));
    expect(bench.user.invites).toEqual([]);
    expect(bench.clock.pending).toBe(transport === 'tcp' ? 1 : 0);
  });

  test('another version of SIP (4475 badvers): 505', async () => {
    expect(await peer.ask(rawRequest(peer, OPTIONS).replace('SIP/2.0\r\n', 'SIP/7.0\r\n'))).toBe(505);
    expect(await bench.metric('malformed_total', 'version-not-supported')).toBe(1);
  });

  test('an address that is not allowed: 403', async () => {
    bench.user.allowed = false;
    expect(await peer.ask(rawRequest(peer, { method: 'INVITE' }))).toBe(403);
    expect(bench.user.invites).toEqual([]);
  });
});

test.each<readonly [string, RawRequest]>([
  ['Max-Forwards of 0, as the last hop (RFC 4475 zeromf)', { ...OPTIONS, headers: ['Max-Forwards: 0'] }],
  ['a branch of the cookie alone (4475 badbranch)', { ...OPTIONS, branch: 'z9hG4bK' }],
  ['a tel: Request-URI', { ...OPTIONS, uri: 'tel:+48221234567' }],
  ['an unknown Proxy-Require, which is not ours', { ...OPTIONS, headers: ['Proxy-Require: x'] }],
])('%s is no reason to refuse', async (_, request) => {
  const peer = await bench.peer('udp');
  expect(await peer.ask(rawRequest(peer, request))).toBe(200);
});

test('two INVITEs of an old peer with the cookie alone are two', async () => {
  const peer = await bench.peer('udp');
  for (const callId of ['one', 'two']) {
    expect(await peer.ask(rawRequest(peer, { method: 'INVITE', callId, branch: 'z9hG4bK' }))).toBe(100);
    expect(await peer.nextStatus()).toBe(200);
  }
});

describe('garbage', () => {
  test('over UDP is dropped or gets 400, and the server keeps answering', async () => {
    const peer = await bench.peer('udp');
    const good = Buffer.from(rawRequest(peer, { method: 'INVITE', callId: 'fuzz', body: 'v=0\r\n' }));
    const pieces = fc.sample(fc.tuple(fc.nat(good.length), fc.uint8Array({ maxLength: 200 })), {
      numRuns: 200,
      seed: 1,
    });
    for (const [cut, noise] of pieces) {
      peer.send(Buffer.from(noise));
      peer.send(Buffer.concat([good.subarray(0, cut), Buffer.from(noise)]));
    }
    peer.send(Buffer.alloc(0));
    peer.send('\r\n\r\n');
    peer.send('ACK sip:a SIP/2.0\r\n\r\n');
    peer.send('SIP/2.0 200 OK\r\n\r\n');
    peer.send(rawRequest(peer, OPTIONS));
    let message = await peer.next();
    while (message.callId !== 'alive') message = await peer.next();
    expect(message).toMatchObject({ status: 200 });
    expect(await bench.metric('malformed_total')).toBeGreaterThan(100);
  });

  test('over TCP closes that connection and no other', async () => {
    const [good, bad] = [await bench.peer('tcp'), await bench.peer('tcp')];
    bad.send(Buffer.alloc(400_000, 0x5a));
    await until('it is closed', () => bad.closedByServer);
    expect(await good.ask(rawRequest(good, OPTIONS))).toBe(200);
  });

  test('over TCP gets 400 if a response is possible, and 413 if it is too large', async () => {
    for (const [length, status] of [['many', 400] as const, ['999999', 413] as const]) {
      const peer = await bench.peer('tcp');
      const request = rawRequest(peer, OPTIONS).replace('Content-Length: 0', `Content-Length: ${length}`);
      expect(await peer.ask(request)).toBe(status);
      await until('it is closed', () => peer.closedByServer);
    }
  });

  test('a malformed message within a stream gets 400, and the stream continues', async () => {
    const peer = await bench.peer('tcp');
    expect(await peer.ask(rawRequest(peer, { ...OPTIONS, headers: ['no colon'] }))).toBe(400);
    expect(await peer.ask(rawRequest(peer, OPTIONS))).toBe(200);
  });

  test('of 60 kB of empty lines over TCP is harmless', async () => {
    const peer = await bench.peer('tcp');
    peer.send('\r\n'.repeat(30_000));
    expect(await peer.ask(rawRequest(peer, OPTIONS))).toBe(200);
  });
});

test.each([
  ['two empty lines', '\r\n\r\n'],
  ['one', '\r\n'],
  ['zeros', '\0\0\0\0'],
  ['nothing', ''],
])('a keep-alive over UDP (%s) is neither answered nor counted as malformed', async (_, bytes) => {
  const peer = await bench.peer('udp');
  peer.send(bytes);
  expect(await peer.ask(rawRequest(peer, OPTIONS))).toBe(200);
  expect(peer.raw).toHaveLength(1);
  expect(await bench.metric('malformed_total')).toBe(0);
});

test('a keep-alive of two empty lines is answered with one (RFC 5626)', async () => {
  const peer = await bench.peer('tcp');
  peer.send('\r\n\r\n');
  await until('the pong', () => peer.raw.length > 0);
  expect(Buffer.concat(peer.raw).toString()).toBe('\r\n');
});
