import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RawRequest, type RawSipPeer, rawRequest, responseTo } from '../../../test/kit/raw-sip-peer.ts';
import { SipFixture } from '../../../test/kit/sip-fixture.ts';
import { until } from '../../../test/kit/until.ts';

const REASON = { cause: 503, text: 'Recorder stops' };

let bench: SipFixture;
beforeEach(async () => {
  bench = await SipFixture.start();
});
afterEach(() => bench.stop());

describe.each(['udp', 'tcp'] as const)('within a dialog over %s', (transport) => {
  let peer: RawSipPeer;
  let tag: string;
  const within = (request: RawRequest): string => rawRequest(peer, { toTag: tag, ...request });
  const ackOf = (cseq: number): string => within({ method: 'ACK', cseq, branch: `z9hG4bK-ack-${cseq}` });

  beforeEach(async () => {
    peer = await bench.peer(transport);
    peer.send(rawRequest(peer, { method: 'INVITE', body: 'v=0\r\n' }));
    await peer.next();
    tag = (await peer.next()).to.parameters.get('tag')!;
    peer.send(ackOf(1));
    await until('the ACK', () => bench.user.acks.length === 1);
  });

  test('OPTIONS gets 200, INFO is passed on, an unknown method gets 405', async () => {
    expect(await peer.ask(within({ method: 'OPTIONS', cseq: 2 }))).toBe(200);
    expect(await peer.ask(within({ method: 'INFO', cseq: 3 }))).toBe(200);
    expect(bench.user.infos).toHaveLength(1);
    expect(await peer.ask(within({ method: 'REFER', cseq: 4 }))).toBe(405);
    expect(bench.user.ends).toEqual([]);
  });

  test('UPDATE and re-INVITE are changes; a re-INVITE has its 200 repeated', async () => {
    expect(await peer.ask(within({ method: 'UPDATE', cseq: 2, body: 'metadata' }))).toBe(200);
    expect(await peer.ask(within({ method: 'INVITE', cseq: 3, body: 'v=0\r\n' }))).toBe(200);
    bench.clock.advance(500);
    expect(await peer.nextStatus()).toBe(200);
    peer.send(ackOf(3));
    await until('the ACK', () => bench.user.acks.length === 2);
    expect(bench.user.changes.map(({ request }) => request.method)).toEqual(['UPDATE', 'INVITE']);
    expect(bench.user.changes[0]!.request.body.toString()).toBe('metadata');
  });

  test('a change while one is pending gets 500 with Retry-After', async () => {
    bench.user.answers = false;
    peer.send(within({ method: 'UPDATE', cseq: 2 }));
    await bench.requests('UPDATE', 1);
    peer.send(within({ method: 'UPDATE', cseq: 3 }));
    const refusal = await peer.next();
    expect(refusal).toMatchObject({ status: 500, cseq: { number: 3 } });
    expect(Number(refusal.headers.first('Retry-After'))).toBeLessThanOrEqual(10);
    expect(bench.user.changes[0]!.respond({ status: 200 })).toBe(true);
    expect(bench.user.changes[0]!.respond({ status: 200 })).toBe(false);
    expect(await peer.next()).toMatchObject({ status: 200, cseq: { number: 2 } });
  });

  test('a change while the answer to our offer is due gets 491', async () => {
    expect(await peer.ask(within({ method: 'INVITE', cseq: 2 }))).toBe(200);
    expect(await peer.ask(within({ method: 'UPDATE', cseq: 3 }))).toBe(491);
    peer.send(ackOf(2));
    await until('the ACK', () => bench.user.acks.length === 2);
    expect(await peer.ask(within({ method: 'UPDATE', cseq: 4 }))).toBe(200);
  });

  test('a re-INVITE can be cancelled, the dialog stays', async () => {
    bench.user.answers = false;
    peer.send(within({ method: 'INVITE', cseq: 2 }));
    await until('the change', () => bench.user.changes.length === 1);
    expect(await peer.ask(within({ method: 'CANCEL', cseq: 2, branch: 'z9hG4bK-call-1-2-INVITE' }))).toBe(200);
    expect(await peer.nextStatus()).toBe(487);
    expect(bench.user.changes[0]!.cancelled.aborted).toBe(true);
    expect(await peer.ask(within({ method: 'OPTIONS', cseq: 3 }))).toBe(200);
  });

  test('PRACK gets 481, because we send no reliable provisional response; the dialog stays', async () => {
    expect(await peer.ask(within({ method: 'PRACK', cseq: 2, headers: ['RAck: 1 1 INVITE'] }))).toBe(481);
    expect(await peer.ask(within({ method: 'OPTIONS', cseq: 3 }))).toBe(200);
  });

  test('OPTIONS outside a session gets 200 with the capabilities and the load', async () => {
    peer.send(rawRequest(peer, { method: 'OPTIONS', callId: 'new' }));
    const answer = await peer.next();
    expect(answer).toMatchObject({ status: 200 });
    expect([answer.headers.first('Allow'), answer.headers.first('X-Recorder-Load')]).toEqual([
      expect.stringContaining('INVITE'),
      '50%',
    ]);
  });

  test('OPTIONS gets 200 also while no new sessions are taken: it asks for this one', async () => {
    bench.user.accepting = false;
    expect(await peer.ask(within({ method: 'OPTIONS', cseq: 2 }))).toBe(200);
    expect(await peer.ask(rawRequest(peer, { method: 'OPTIONS', callId: 'new' }))).toBe(503);
  });

  test('a full metadata document is asked for by an UPDATE without SDP (RFC 7866 §9.2)', async () => {
    const asked = bench.user.dialogs[0]!.requestMetadata('The document could not be read');
    const update = await peer.next();
    expect(update).toMatchObject({ kind: 'request', method: 'UPDATE' });
    expect(update.headers.first('Content-Disposition')).toBe('recording-session');
    expect(update.headers.first('Content-Type')).toBe('application/rs-metadata-request');
    expect(update.body.toString()).toBe('The document could not be read');
    expect(update.headers.first('Contact')).toContain('+sip.srs');
    peer.send(responseTo(update, 200));
    await asked;
  });

  test('a request out of order gets 500', async () => {
    expect(await peer.ask(within({ method: 'OPTIONS', cseq: 9 }))).toBe(200);
    expect(await peer.ask(within({ method: 'INFO', cseq: 8 }))).toBe(500);
    expect(bench.user.infos).toEqual([]);
  });

  test('a change the session fails on gets 500, and the dialog goes on', async () => {
    bench.user.changes.push = () => {
      throw new Error('a bug');
    };
    expect(await peer.ask(within({ method: 'UPDATE', cseq: 2 }))).toBe(500);
    expect(await peer.ask(within({ method: 'OPTIONS', cseq: 3 }))).toBe(200);
  });

  test('BYE ends it, answering pending requests with 487; another BYE gets 481', async () => {
    bench.user.answers = false;
    peer.send(within({ method: 'INVITE', cseq: 2, body: 'v=0\r\n' }));
    await until('the change', () => bench.user.changes.length === 1);
    peer.send(within({ method: 'BYE', cseq: 3 }));
    const answers = [await peer.next(), await peer.next()];
    expect(answers).toMatchObject([
      { status: 200, cseq: { method: 'BYE' } },
      { status: 487, cseq: { method: 'INVITE' } },
    ]);
    expect(bench.user.ends).toEqual(['bye']);
    expect(await peer.ask(within({ method: 'BYE', cseq: 4 }))).toBe(481);
    expect(await bench.metric('dialogs')).toBe(0);
  });

  test('a BYE with two Content-Types ends it', async () => {
    expect(await peer.ask(within({ method: 'BYE', cseq: 2, headers: ['Content-Type: a/b', 'Content-Type:'] }))).toBe(
      200,
    );
  });

  test.each([200, 405, 408, 481])('our BYE ends the dialog with a %i', async (status) => {
    const over = bench.user.dialogs[0]!.bye(REASON);
    const bye = await peer.next();
    expect(bye).toMatchObject({ kind: 'request', method: 'BYE', uri: expect.stringContaining(`:${peer.port}`) });
    expect(bye.from.parameters.get('tag')).toBe(tag);
    expect(bye.to.parameters.get('tag')).toBe('pbx-tag');
    expect(bye.via.transport).toBe(transport.toUpperCase());
    expect(bye.headers.first('Reason')).toBe('SIP;cause=503;text="Recorder stops"');
    peer.send(responseTo(bye, status));
    await over;
    await bench.user.dialogs[0]!.bye(REASON);
    expect(bench.user.ends).toEqual([]);
    expect(await peer.ask(within({ method: 'OPTIONS', cseq: 2 }))).toBe(481);
  });

  test('our BYE goes to the Contact of the last change and then to where its requests come from, and gives up', async () => {
    const moved = await bench.peer('udp');
    const contact = `Contact: <sip:moved@127.0.0.1:${moved.port}>`;
    const update = within({ method: 'UPDATE', cseq: 2 }).replace(/Contact: .*/, contact);
    expect(await peer.ask(update)).toBe(200);
    const over = bench.user.dialogs[0]!.bye(REASON);
    const bye = await (transport === 'udp' ? moved : peer).next();
    expect(bye).toMatchObject({ uri: `sip:moved@127.0.0.1:${moved.port}` });
    bench.clock.advance(32_000);
    if (transport === 'udp') expect(await peer.next()).toMatchObject({ method: 'BYE' });
    bench.clock.advance(32_000);
    await over;
  });
});

describe('a request of ours to a PBX behind NAT, whose Contact reaches nobody', () => {
  let peer: RawSipPeer;
  let nobody: RawSipPeer;
  beforeEach(async () => {
    peer = await bench.peer('udp');
    nobody = await bench.peer('udp');
    const contact = `Contact: <sip:pbx@127.0.0.1:${nobody.port}>`;
    peer.send(rawRequest(peer, { method: 'INVITE', body: 'v=0\r\n' }).replace(/Contact: .*/, contact));
    await peer.next();
    const toTag = (await peer.next()).to.parameters.get('tag')!;
    peer.send(rawRequest(peer, { method: 'ACK', toTag, branch: 'z9hG4bK-ack' }));
    await until('the ACK', () => bench.user.acks.length === 1);
  });

  test.each(['OPTIONS', 'BYE'])('goes where its own requests come from, after no answer: %s', async (method) => {
    const dialog = bench.user.dialogs[0]!;
    const answered = method === 'BYE' ? dialog.bye(REASON) : dialog.probe();
    const first = await nobody.next();
    expect(first).toMatchObject({ kind: 'request', method });
    bench.clock.advance(32_000);
    const second = await peer.next();
    expect(second).toMatchObject({ kind: 'request', method, uri: `sip:pbx@127.0.0.1:${nobody.port}` });
    expect(second.cseq.number).toBeGreaterThan(first.cseq.number);
    peer.send(responseTo(second, 200));
    expect(await answered).toBe(method === 'BYE' ? undefined : 'alive');
  });
});

describe('our BYE before the ACK', () => {
  test.each(['ACK', 'nothing'])('waits for it; %s comes', async (what) => {
    const peer = await bench.peer('udp');
    peer.send(rawRequest(peer, { method: 'INVITE', body: 'v=0\r\n' }));
    await peer.next();
    const toTag = (await peer.next()).to.parameters.get('tag')!;
    void bench.user.dialogs[0]!.bye(REASON);
    expect(await peer.ask(rawRequest(peer, { method: 'OPTIONS', callId: 'no BYE yet' }))).toBe(200);
    if (what === 'ACK') peer.send(rawRequest(peer, { method: 'ACK', toTag, branch: 'z9hG4bK-ack' }));
    else bench.clock.advance(32_000);
    let message = await peer.next();
    while (message.kind === 'response') message = await peer.next();
    expect(message.method).toBe('BYE');
    expect(bench.user.ends).toEqual([]);
  });
});

test('an in-dialog request of no dialog gets 481', async () => {
  const peer = await bench.peer('udp');
  for (const method of ['INVITE', 'BYE', 'UPDATE', 'INFO', 'OPTIONS']) {
    expect(await peer.ask(rawRequest(peer, { method, toTag: 'unknown' }))).toBe(481);
  }
  peer.send(rawRequest(peer, { method: 'ACK', toTag: 'unknown' }));
  expect(await peer.ask(rawRequest(peer, { method: 'OPTIONS' }))).toBe(200);
});
