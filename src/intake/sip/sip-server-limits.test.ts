import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RawRequest, RawSipPeer, rawRequest } from '../../../test/kit/raw-sip-peer.ts';
import { SipFixture } from '../../../test/kit/sip-fixture.ts';
import { until } from '../../../test/kit/until.ts';
import { quietLog } from '../../../test/kit/quiet-log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import {
  MAX_UNDECIDED_REQUESTS,
  MAX_UNKNOWN_REQUESTS_PER_SECOND,
  MAX_UNKNOWN_REQUESTS_PER_SECOND_PER_ADDRESS,
  MESSAGE_TIMEOUT_MS,
  IDLE_TIMEOUT_MS,
  MAX_HALF_OPEN_SESSIONS,
  MAX_HALF_OPEN_SESSIONS_PER_SOURCE,
  MAX_INVITES_PER_SECOND_PER_SOURCE,
  RESERVED_HALF_OPEN_SESSIONS_PER_SOURCE,
  MAX_TCP_CONNECTIONS_PER_PEER,
} from './limits.ts';
import { sipMetrics } from './sip-metrics.ts';
import { SipServer } from './sip-server.ts';
import { TransportLayer } from './transport-layer.ts';

let bench: SipFixture;
beforeEach(async () => {
  bench = await SipFixture.start();
});
afterEach(() => bench.stop());

const OPTIONS = { method: 'OPTIONS', callId: 'alive' };

/** Sends INVITEs and counts the statuses of their responses. */
async function flood(peer: RawSipPeer, size: number): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  for (let n = 0; n < size; n += 1) {
    peer.send(rawRequest(peer, { method: 'INVITE', callId: `flood-${peer.port}-${n}`, body: 'v=0\r\n' }));
    let status = 100;
    while (status === 100) {
      status = await peer.nextStatus();
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (!bench.user.answers) break;
    }
  }
  return statuses;
}

describe('a flood of half-open sessions', () => {
  test('of 2xx without ACK is limited for its source, gets 503 beyond, and ends', async () => {
    const [peer, caller] = [await bench.peer('tcp'), await bench.peer('tcp')];
    caller.send(rawRequest(caller, { method: 'INVITE', callId: 'running', body: 'v=0\r\n' }));
    await caller.next();
    const toTag = (await caller.next()).to.parameters.get('tag')!;
    caller.send(rawRequest(caller, { method: 'ACK', callId: 'running', toTag, branch: 'z9hG4bK-ack' }));
    await until('the ACK', () => bench.user.acks.length === 1);

    const statuses = await flood(peer, MAX_HALF_OPEN_SESSIONS_PER_SOURCE + 100);
    expect(statuses.get(200)).toBe(MAX_HALF_OPEN_SESSIONS_PER_SOURCE);
    expect(statuses.get(503)).toBe(100);
    expect(await bench.metric('dialogs')).toBe(MAX_HALF_OPEN_SESSIONS_PER_SOURCE + 1);
    expect(await bench.metric('limited_total', 'half-open-sessions')).toBe(100);
    // OPTIONS tells so, and running calls continue.
    expect(await caller.ask(rawRequest(caller, { method: 'OPTIONS', callId: 'ping' }))).toBe(503);
    expect(await caller.ask(rawRequest(caller, { method: 'BYE', callId: 'running', cseq: 2, toTag }))).toBe(200);

    peer.close();
    bench.clock.advance(64_000);
    await until('the dialogs are removed', async () => (await bench.metric('dialogs')) === 0);
    expect(await caller.ask(rawRequest(caller, { method: 'INVITE', callId: 'after the flood' }))).toBe(100);
  });

  test('of INVITEs the transaction user has not answered is limited too', async () => {
    bench.user.answers = false;
    const statuses = await flood(await bench.peer('tcp'), MAX_HALF_OPEN_SESSIONS_PER_SOURCE + 100);
    expect(statuses.get(100)).toBe(MAX_HALF_OPEN_SESSIONS_PER_SOURCE);
    expect(statuses.get(503)).toBe(100);
    expect(bench.user.invites).toHaveLength(MAX_HALF_OPEN_SESSIONS_PER_SOURCE);
  });

  test('of several sources leaves room to another one', async () => {
    bench.user.answers = false;
    for (const address of ['127.0.0.2', '127.0.0.3']) {
      const peer = await bench.peer('tcp', address);
      expect((await flood(peer, MAX_HALF_OPEN_SESSIONS / 2)).get(100)).toBe(MAX_HALF_OPEN_SESSIONS / 2);
    }
    const statuses = await flood(await bench.peer('tcp', '127.0.0.4'), RESERVED_HALF_OPEN_SESSIONS_PER_SOURCE + 10);
    expect(statuses.get(100)).toBe(RESERVED_HALF_OPEN_SESSIONS_PER_SOURCE);
    expect(statuses.get(503)).toBe(10);
  });
});

test('all addresses of one source share what it gets', async () => {
  bench.user.answers = false;
  bench.user.shareOf = () => 'a network';
  const peers = await Promise.all(['127.0.0.2', '127.0.0.3'].map((address) => bench.peer('tcp', address)));
  const half = MAX_HALF_OPEN_SESSIONS_PER_SOURCE / 2;
  expect((await flood(peers[0]!, half)).get(100)).toBe(half);
  expect((await flood(peers[1]!, half + 10)).get(503)).toBe(10);
});

const session = (n: number): RawRequest => ({ method: 'INVITE', callId: `s-${n}`, body: 'v=0\r\n' });

test('new sessions of a source are limited in a second, requests of its calls are not', async () => {
  const [peer, other] = [await bench.peer('tcp'), await bench.peer('tcp', '127.0.0.2')];
  for (let n = 0; n < MAX_INVITES_PER_SECOND_PER_SOURCE; n += 1) {
    peer.send(rawRequest(peer, session(n)));
    await peer.next();
    const toTag = (await peer.next()).to.parameters.get('tag')!;
    const ack = rawRequest(peer, { method: 'ACK', callId: `s-${n}`, toTag, branch: `z9hG4bK-ack-${n}` });
    // In one segment: the system would delay the second one (Nagle).
    expect(await peer.ask(ack + rawRequest(peer, { method: 'BYE', callId: `s-${n}`, cseq: 2, toTag }))).toBe(200);
  }
  expect(await peer.ask(rawRequest(peer, session(-1)))).toBe(503);
  expect(await bench.metric('limited_total', 'invites-per-second')).toBe(1);
  expect(await other.ask(rawRequest(other, session(-2)))).toBe(100);
  bench.clock.advance(1_000);
  expect(await peer.ask(rawRequest(peer, session(-3)))).toBe(100);
});

describe('unknown sources', () => {
  test('are answered so many times a second, by address and together', async () => {
    const addresses = Array.from({ length: 12 }, (_, n) => `127.0.0.${n + 10}`);
    for (const address of addresses) bench.user.unknown.add(address);
    const [known, ...unknown] = await Promise.all([bench.peer('udp'), ...addresses.map((at) => bench.peer('udp', at))]);
    for (const peer of unknown) {
      for (let n = 0; n < MAX_UNKNOWN_REQUESTS_PER_SECOND_PER_ADDRESS + 5; n += 1) {
        peer.send(rawRequest(peer, { method: 'INVITE', callId: `${peer.port}-${n}` }));
      }
      expect(await known.ask(rawRequest(known, OPTIONS))).toBe(200);
    }
    expect(await bench.metric('responses_total', '403')).toBe(MAX_UNKNOWN_REQUESTS_PER_SECOND);
    const [first] = unknown;
    expect(bench.user.refused.filter((at) => at === addresses[0])).toHaveLength(
      MAX_UNKNOWN_REQUESTS_PER_SECOND_PER_ADDRESS,
    );
    const sent = addresses.length * (MAX_UNKNOWN_REQUESTS_PER_SECOND_PER_ADDRESS + 5);
    expect(await bench.metric('limited_total', 'unknown-source-requests')).toBe(sent - MAX_UNKNOWN_REQUESTS_PER_SECOND);
    bench.clock.advance(1_000);
    const answered = first!.raw.length;
    first!.send(rawRequest(first!, { method: 'INVITE', callId: 'a second later' }));
    await until('it is answered again', () => first!.raw.length === answered + 1);
    expect(bench.user.invites).toEqual([]);
  });

  test('cannot end the process, whatever happens to their requests', async () => {
    bench.user.unknown.add('127.0.0.2');
    const decided = Promise.withResolvers<void>();
    bench.user.admit = () => {
      decided.resolve();
      throw new Error('unexpected');
    };
    const peer = await bench.peer('udp', '127.0.0.2');
    peer.send(rawRequest(peer, { method: 'INVITE' }));
    await decided.promise;
    const known = await bench.peer('udp');
    expect(await known.ask(rawRequest(known, OPTIONS))).toBe(200);
  });

  test('over TCP are disconnected when they send more than that, and may come back', async () => {
    bench.user.unknown.add('127.0.0.2');
    const known = await bench.peer('tcp');
    const peer = await bench.peer('tcp', '127.0.0.2');
    const other = await bench.peer('tcp', '127.0.0.2');
    for (let n = 0; n < MAX_UNKNOWN_REQUESTS_PER_SECOND_PER_ADDRESS; n += 1) {
      expect(await peer.ask(rawRequest(peer, { method: 'INVITE', callId: `s-${n}` }))).toBe(403);
    }
    peer.send(rawRequest(peer, OPTIONS));
    await until('it is disconnected', () => peer.closedByServer);
    // Not a complete message: nothing is read any more.
    other.send('OPTIONS');
    await until('the other one, too', () => other.closedByServer);
    expect(await known.ask(rawRequest(known, OPTIONS))).toBe(200);
    expect(await bench.metric('limited_total', 'unknown-source-requests')).toBe(2);
    bench.clock.advance(1_000);
    const next = await bench.peer('tcp', '127.0.0.2');
    expect(await next.ask(rawRequest(next, { method: 'INVITE', callId: 'next' }))).toBe(403);
  });

  test('get 503, not 403, while it cannot be looked up whether they are known', async () => {
    bench.user.unknown.add('127.0.0.9');
    bench.user.becameAllowed = () => Promise.reject(new Error('the database is away'));
    const peer = await bench.peer('tcp', '127.0.0.9');
    expect(await peer.ask(rawRequest(peer, { method: 'INVITE', callId: 'one' }))).toBe(503);
    expect(await peer.ask(rawRequest(peer, OPTIONS))).toBe(503);
    expect(bench.user.refused).toEqual([]);
  });

  test('are looked up again, so many at once; the others are refused by what is known', async () => {
    const gate = Promise.withResolvers<boolean>();
    bench.user.becameAllowed = () => gate.promise;
    const addresses = Array.from({ length: 6 }, (_, n) => `127.0.0.${n + 10}`);
    for (const address of addresses) bench.user.unknown.add(address);
    const peers = await Promise.all(addresses.map((at) => bench.peer('udp', at)));
    for (const peer of peers) {
      for (let n = 0; n < MAX_UNKNOWN_REQUESTS_PER_SECOND_PER_ADDRESS; n += 1) {
        peer.send(rawRequest(peer, { method: 'INVITE', callId: `${peer.port}-${n}` }));
      }
    }
    const total = peers.length * MAX_UNKNOWN_REQUESTS_PER_SECOND_PER_ADDRESS;
    await until(
      'those beyond the limit are refused',
      () => bench.user.refused.length === total - MAX_UNDECIDED_REQUESTS,
    );
    bench.user.unknown.clear();
    gate.resolve(true);
    await until('the others are accepted', () => bench.user.invites.length === MAX_UNDECIDED_REQUESTS);
  });
});

describe('TCP connections', () => {
  test('are limited per address', async () => {
    const peers = await Promise.all(Array.from({ length: MAX_TCP_CONNECTIONS_PER_PEER }, () => bench.peer('tcp')));
    await until('all are there', async () => (await bench.metric('tcp_connections')) === peers.length);
    const beyond = await bench.peer('tcp');
    await until('the next is closed', () => beyond.closedByServer);
    peers[0]!.close();
    await until('one is closed', async () => (await bench.metric('tcp_connections')) === peers.length - 1);
    const next = await bench.peer('tcp');
    expect(await next.ask(rawRequest(next, OPTIONS))).toBe(200);
  });

  test('without a message are closed, even with keep-alives', async () => {
    const peer = await bench.peer('tcp');
    peer.send('\r\n\r\n');
    await until('the pong', () => peer.raw.length > 0);
    bench.clock.advance(MESSAGE_TIMEOUT_MS);
    await until('it is closed', () => peer.closedByServer);
  });

  test('with an incomplete message are closed, even if bytes keep coming', async () => {
    const peer = await bench.peer('tcp');
    const request = rawRequest(peer, OPTIONS);
    expect(await peer.ask(request)).toBe(200);
    peer.send(`${request}${request.slice(0, 50)}`);
    expect(await peer.nextStatus()).toBe(200);
    bench.clock.advance(MESSAGE_TIMEOUT_MS - 1);
    peer.send(request.slice(50, 60));
    expect(await (await bench.peer('udp')).ask(request)).toBe(200);
    bench.clock.advance(1);
    await until('it is closed', () => peer.closedByServer);
  });

  test('that are idle are closed', async () => {
    const peer = await bench.peer('tcp');
    await peer.ask(rawRequest(peer, OPTIONS));
    bench.clock.advance(IDLE_TIMEOUT_MS - 1);
    expect(await peer.ask(rawRequest(peer, OPTIONS))).toBe(200);
    bench.clock.advance(IDLE_TIMEOUT_MS);
    await until('it is closed', () => peer.closedByServer);
    expect(bench.clock.pending).toBe(0);
  });
});

test('a port in use is reported', async () => {
  const taken = { bind: '127.0.0.1', port: bench.server.port };
  const handler = { onMessage: () => {}, onBrokenStream: () => {}, isKnownPeer: () => true, isOverRate: () => false };
  const opening = TransportLayer.open(taken, bench.clock, sipMetrics(createMetrics()), handler);
  await expect(opening).rejects.toMatchObject({ code: 'port-taken' });
});

test('IPv6 peers are served', async () => {
  const server = await SipServer.start({
    bind: '::',
    port: 0,
    publicAddress: '::1',
    clock: bench.clock,
    log: quietLog,
    metrics: createMetrics(),
    user: bench.user,
  });
  for (const transport of ['udp', 'tcp'] as const) {
    for (const host of ['127.0.0.1', '::1']) {
      const peer = await RawSipPeer.open(transport, server.port, host);
      expect(await peer.ask(rawRequest(peer, OPTIONS))).toBe(200);
      peer.send(rawRequest(peer, { method: 'INVITE', callId: `${transport} ${host}` }));
      await peer.next();
      expect((await peer.next()).headers.first('Contact')).toContain(`<sip:[::1]:${server.port}`);
      expect(bench.user.invites.at(-1)!.peer.address).toBe(host);
      peer.close();
    }
  }
  await server.stop();
});
