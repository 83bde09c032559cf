import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RawRequest, type RawSipPeer, rawRequest, responseTo } from '../../../test/kit/raw-sip-peer.ts';
import { SipFixture } from '../../../test/kit/sip-fixture.ts';
import { until } from '../../../test/kit/until.ts';
import type { ReceivedRequest, ReceivedResponse } from '../../wire/sip/index.ts';

let bench: SipFixture;
let peer: RawSipPeer;
beforeEach(async () => {
  bench = await SipFixture.start();
});
afterEach(() => bench.stop());

const TIMER = ['Supported: timer'];

/** The final response to an INVITE with these headers; the ACK is sent. */
async function answerTo(headers: readonly string[], more: Partial<RawRequest> = {}): Promise<ReceivedResponse> {
  const invite = { method: 'INVITE', body: 'v=0\r\n', headers, ...more };
  peer.send(rawRequest(peer, invite));
  let answer = await peer.next();
  while (answer.kind === 'response' && answer.status === 100) answer = await peer.next();
  if (answer.kind !== 'response') throw new Error(`received a ${answer.method}`);
  const toTag = answer.to.parameters.get('tag')!;
  const acks = bench.user.acks.length;
  const branch = answer.status === 200 && { branch: 'z9hG4bK-ack' };
  peer.send(rawRequest(peer, { ...invite, method: 'ACK', headers: [], body: '', toTag, ...branch }));
  if (answer.status === 200) await until('the ACK', () => bench.user.acks.length > acks);
  return answer;
}

const within = (answer: ReceivedResponse, request: RawRequest): string =>
  rawRequest(peer, { toTag: answer.to.parameters.get('tag')!, ...request });

async function ourRequest(method: string): Promise<ReceivedRequest> {
  const request = await peer.next();
  if (request.kind !== 'request') throw new Error(`received a response ${request.status}`);
  expect(request.method).toBe(method);
  return request;
}

/** Resolves when nothing sent before is still under way to the peer. */
async function nothingFromUs(): Promise<void> {
  expect(await peer.ask(rawRequest(peer, { method: 'OPTIONS', callId: `ping-${bench.clock.now()}` }))).toBe(200);
}

describe.each(['udp', 'tcp'] as const)('a session timer over %s', (transport) => {
  beforeEach(async () => {
    peer = await bench.peer(transport);
  });

  test('is taken as asked for, and the PBX refreshes; without its refresh the session ends in time', async () => {
    const answer = await answerTo(['Require: timer', ...TIMER, 'x: 600']);
    expect(answer.headers.first('Session-Expires')).toBe('600;refresher=uac');
    expect(answer.headers.list('Require')).toEqual(['timer']);
    expect(answer.headers.list('Supported')).toContain('timer');
    // RFC 4028 §10: the BYE comes min(32 s, a third of the interval) before the end.
    bench.clock.advance(567_000);
    await nothingFromUs();
    expect(bench.user.ends).toEqual([]);
    bench.clock.advance(2_000);
    const bye = await ourRequest('BYE');
    expect(bye.headers.first('Reason')).toMatch(/^SIP;cause=408;text="/);
    expect(bench.user.ends).toEqual(['session-expired']);
    expect(await bench.metric('dialogs')).toBe(0);
  });

  test.each(['UPDATE', 'INVITE'])('is restarted by a refresh (%s), also with another interval', async (method) => {
    const answer = await answerTo([...TIMER, 'Session-Expires: 600;refresher=uac']);
    bench.clock.advance(500_000);
    peer.send(within(answer, { method, cseq: 2, headers: [...TIMER, 'Session-Expires: 900;refresher=uac'] }));
    const refreshed = await peer.next();
    expect(refreshed.headers.first('Session-Expires')).toBe('900;refresher=uac');
    if (method === 'INVITE') peer.send(within(answer, { method: 'ACK', cseq: 2, branch: 'z9hG4bK-ack-2' }));
    if (method === 'INVITE') await until('the ACK', () => bench.user.acks.length === 2);
    bench.clock.advance(867_000);
    await nothingFromUs();
    expect(bench.user.ends).toEqual([]);
    bench.clock.advance(2_000);
    await ourRequest('BYE');
  });

  test('goes on over an UPDATE that does not name it', async () => {
    const answer = await answerTo([...TIMER, 'Session-Expires: 600']);
    bench.clock.advance(500_000);
    peer.send(within(answer, { method: 'UPDATE', cseq: 2, headers: TIMER, body: 'metadata' }));
    expect((await peer.next()).headers.first('Session-Expires')).toBe('600;refresher=uac');
    bench.clock.advance(500_000);
    expect(bench.user.ends).toEqual([]);
  });

  test('is refreshed by us when the PBX wants that; the answer may change it', async () => {
    const answer = await answerTo([...TIMER, 'Session-Expires: 600;refresher=uas']);
    expect(answer.headers.first('Session-Expires')).toBe('600;refresher=uas');
    bench.clock.advance(300_000);
    const update = await ourRequest('UPDATE');
    expect(update.headers.first('Session-Expires')).toBe('600;refresher=uac');
    expect(update.headers.first('Contact')).toContain('+sip.srs');
    expect(update.headers.list('Supported')).toContain('timer');
    expect(update.body).toHaveLength(0);
    peer.send(responseTo(update, 200, ['Require: timer', 'Session-Expires: 200;refresher=uac']));
    await nothingFromUs();
    bench.clock.advance(100_000);
    const second = await ourRequest('UPDATE');
    expect(second.cseq.number).toBe(update.cseq.number + 1);
    // Now the PBX takes over: from here on we only watch.
    peer.send(responseTo(second, 200, ['Session-Expires: 300;refresher=uas']));
    await nothingFromUs();
    bench.clock.advance(267_000);
    await nothingFromUs();
    bench.clock.advance(2_000);
    await ourRequest('BYE');
  });

  test.each([200, 405, 491, 500])('that we refresh goes on while the PBX answers, even with %i', async (status) => {
    const answer = await answerTo(['Session-Expires: 600']);
    // The PBX does not know session timers, a proxy has asked for one (RFC 4028 §9, table 2).
    expect(answer.headers.first('Session-Expires')).toBe('600;refresher=uas');
    expect(answer.headers.has('Require')).toBe(false);
    for (let refreshes = 0; refreshes < 3; refreshes += 1) {
      bench.clock.advance(300_000);
      peer.send(responseTo(await ourRequest('UPDATE'), status));
      await nothingFromUs();
    }
    expect(bench.user.ends).toEqual([]);
  });

  test('goes on over a metadata request of ours, which names it', async () => {
    await answerTo([...TIMER, 'Session-Expires: 600']);
    bench.clock.advance(500_000);
    const asked = bench.user.dialogs[0]!.requestMetadata('Partial only');
    const update = await ourRequest('UPDATE');
    expect(update.headers.first('Session-Expires')).toBe('600;refresher=uas');
    peer.send(responseTo(update, 200, ['Require: timer', 'Session-Expires: 600;refresher=uas']));
    await asked;
    bench.clock.advance(567_000);
    await nothingFromUs();
    bench.clock.advance(2_000);
    await ourRequest('BYE');
  });

  test('is refreshed by a re-INVITE where the PBX does not allow UPDATE; each of its 200 gets an ACK', async () => {
    const allow = 'Allow: INVITE, ACK, BYE, CANCEL, OPTIONS';
    const answer = await answerTo([...TIMER, 'Session-Expires: 600;refresher=uas', allow]);
    bench.clock.advance(300_000);
    const invite = await ourRequest('INVITE');
    expect(invite.headers.first('Session-Expires')).toBe('600;refresher=uac');
    expect(invite.headers.first('Content-Type')).toBe('application/sdp');
    expect(invite.body.toString()).toBe('v=0\r\no=ours\r\n');
    // Of two offers at once the later one is refused (RFC 3261 §14.2).
    expect(await peer.ask(within(answer, { method: 'INVITE', cseq: 2, body: 'v=0\r\n' }))).toBe(491);
    peer.send(within(answer, { method: 'ACK', cseq: 2, branch: 'z9hG4bK-call-1-2-INVITE' }));
    for (let copies = 0; copies < 2; copies += 1) {
      peer.send(responseTo(invite, 200, ['Require: timer', 'Session-Expires: 600;refresher=uac', allow]));
      const ack = await ourRequest('ACK');
      expect(ack.cseq.number).toBe(invite.cseq.number);
      expect(ack.via.parameters.get('branch')).not.toBe(invite.via.parameters.get('branch'));
    }
    bench.clock.advance(300_000);
    const second = await ourRequest('INVITE');
    peer.send(responseTo(second, 488));
    const ack = await ourRequest('ACK');
    expect(ack.via.parameters.get('branch')).toBe(second.via.parameters.get('branch'));
    await nothingFromUs();
    bench.clock.advance(300_000);
    await ourRequest('INVITE');
    expect(bench.user.ends).toEqual([]);
  });

  test('is raised to the Min-SE of a 422', async () => {
    await answerTo(['Session-Expires: 600']);
    bench.clock.advance(300_000);
    peer.send(responseTo(await ourRequest('UPDATE'), 422, ['Min-SE: 1200']));
    const again = await ourRequest('UPDATE');
    expect(again.headers.first('Session-Expires')).toBe('1200;refresher=uac');
    expect(again.headers.first('Min-SE')).toBe('1200');
    peer.send(responseTo(again, 200));
    await nothingFromUs();
    bench.clock.advance(599_000);
    await nothingFromUs();
    bench.clock.advance(2_000);
    await ourRequest('UPDATE');
  });

  test('ends with the answer 481, without an answer at its time', async () => {
    await answerTo(['Session-Expires: 600']);
    bench.clock.advance(300_000);
    peer.send(responseTo(await ourRequest('UPDATE'), 481));
    await ourRequest('BYE');
    expect(bench.user.ends).toEqual(['session-expired']);
    await answerTo(['Session-Expires: 600'], { callId: 'silent' });
    bench.clock.advance(570_000);
    expect(bench.user.ends).toEqual(['session-expired', 'session-expired']);
  });
});

describe('the interval', () => {
  beforeEach(async () => {
    peer = await bench.peer('udp');
  });

  test('that is too small gets 422 with Min-SE, within a dialog too', async () => {
    const refused = await answerTo([...TIMER, 'Session-Expires: 60']);
    expect([refused.status, refused.headers.first('Min-SE')]).toEqual([422, '90']);
    expect(bench.user.invites).toEqual([]);
    const answer = await answerTo([...TIMER, 'Session-Expires: 90'], { callId: 'next' });
    const update = { method: 'UPDATE', callId: 'next', cseq: 2, headers: [...TIMER, 'Session-Expires: 89'] };
    expect(await peer.ask(within(answer, update))).toBe(422);
    expect(bench.user.changes).toEqual([]);
  });

  test.each([
    ['a longer one is reduced', ['Session-Expires: 7200'], '1800;refresher=uac'],
    ['not below the Min-SE of the request', ['Session-Expires: 7200', 'Min-SE: 3600'], '3600;refresher=uac'],
    ['one that cannot be read counts as none', ['Session-Expires: soon'], undefined],
    ['none asked for', [], undefined],
  ])('%s', async (_, headers, expected) => {
    const answer = await answerTo([...TIMER, ...headers]);
    expect(answer.headers.first('Session-Expires')).toBe(expected);
  });

  test('too small, of a PBX that does not know 422: there is no session timer', async () => {
    const answer = await answerTo(['Session-Expires: 10']);
    expect([answer.status, answer.headers.has('Session-Expires')]).toEqual([200, false]);
    bench.clock.advance(3_600_000);
    expect(bench.user.ends).toEqual([]);
  });
});

test('the end of a dialog stops its session timer', async () => {
  peer = await bench.peer('tcp');
  const answer = await answerTo([...TIMER, 'Session-Expires: 600']);
  expect(await peer.ask(within(answer, { method: 'BYE', cseq: 2 }))).toBe(200);
  bench.clock.advance(600_000);
  await nothingFromUs();
  expect(bench.user.ends).toEqual(['bye']);
});
