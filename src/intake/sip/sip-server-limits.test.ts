import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RawSipPeer, rawRequest } from '../../../test/kit/raw-sip-peer.ts';
import { SipFixture } from '../../../test/kit/sip-fixture.ts';
import { until } from '../../../test/kit/until.ts';
import { quietLog } from '../../../test/kit/quiet-log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { MESSAGE_TIMEOUT_MS, IDLE_TIMEOUT_MS, MAX_HALF_OPEN_SESSIONS, MAX_TCP_CONNECTIONS_PER_PEER } from './limits.ts';
import { sipMetrics } from './sip-metrics.ts';
import { SipServer } from './sip-server.ts';
import { TransportLayer } from './transport-layer.ts';

let bench: SipFixture;
beforeEach(async () => {
  bench = await SipFixture.start();
});
afterEach(() => bench.stop());

const OPTIONS = { method: 'OPTIONS', callId: 'alive' };

describe('a flood of half-open sessions', () => {
  const FLOOD = MAX_HALF_OPEN_SESSIONS + 300;

  async function flood(peer: RawSipPeer): Promise<Map<number, number>> {
    const statuses = new Map<number, number>();
    for (let n = 0; n < FLOOD; n += 1) {
      peer.send(rawRequest(peer, { method: 'INVITE', callId: `flood-${n}`, body: 'v=0\r\n' }));
      let status = 100;
      while (status === 100) {
        status = await peer.nextStatus();
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (!bench.user.answers) break;
      }
    }
    return statuses;
  }

  test('of 2xx without ACK is limited, gets 503 beyond, and ends', async () => {
    const [peer, caller] = [await bench.peer('tcp'), await bench.peer('tcp')];
    caller.send(rawRequest(caller, { method: 'INVITE', callId: 'running', body: 'v=0\r\n' }));
    await caller.next();
    const toTag = (await caller.next()).to.parameters.get('tag')!;
    caller.send(rawRequest(caller, { method: 'ACK', callId: 'running', toTag, branch: 'z9hG4bK-ack' }));
    await until('the ACK', () => bench.user.acks.length === 1);

    const statuses = await flood(peer);
    expect(statuses.get(200)).toBe(MAX_HALF_OPEN_SESSIONS);
    expect(statuses.get(503)).toBe(FLOOD - MAX_HALF_OPEN_SESSIONS);
    expect(await bench.metric('dialogs')).toBe(MAX_HALF_OPEN_SESSIONS + 1);
    expect(await bench.metric('limited_total', 'half-open-sessions')).toBe(FLOOD - MAX_HALF_OPEN_SESSIONS);
    // Running calls continue.
    expect(await caller.ask(rawRequest(caller, { method: 'BYE', callId: 'running', cseq: 2, toTag }))).toBe(200);

    peer.close();
    bench.clock.advance(64_000);
    await until('the dialogs are removed', async () => (await bench.metric('dialogs')) === 0);
    expect(await caller.ask(rawRequest(caller, { method: 'INVITE', callId: 'after the flood' }))).toBe(100);
  });

  test('of INVITEs the transaction user has not answered is limited too', async () => {
    bench.user.answers = false;
    const statuses = await flood(await bench.peer('tcp'));
    expect(statuses.get(100)).toBe(MAX_HALF_OPEN_SESSIONS);
    expect(statuses.get(503)).toBe(FLOOD - MAX_HALF_OPEN_SESSIONS);
    expect(bench.user.invites).toHaveLength(MAX_HALF_OPEN_SESSIONS);
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
  const handler = { onMessage: () => {}, onBrokenStream: () => {}, isKnownPeer: () => true };
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
