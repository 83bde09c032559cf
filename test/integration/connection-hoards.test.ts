import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { metricValue, startFtp } from '../kit/ftp-fixture.ts';
import { addTenantWithRecording, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { connected, RawFtpClient } from '../kit/raw-ftp-client.ts';
import { rawRequest } from '../kit/raw-sip-peer.ts';
import { FakeTransactionUser, SipFixture } from '../kit/sip-fixture.ts';
import { until } from '../kit/until.ts';

/** Opens connections from several addresses, and does not wait for any. Closed when the test ends. */
function hoard(port: number, addresses: readonly string[], each: number): Socket[] {
  const sockets = addresses.flatMap((localAddress) =>
    Array.from({ length: each }, () => connect({ host: '127.0.0.1', port, localAddress })),
  );
  for (const socket of sockets) socket.on('error', () => undefined).resume();
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  return sockets;
}

const addressesOf = (network: number, count: number) =>
  Array.from({ length: count }, (_, n) => `127.0.${network}.${n + 1}`);

const tree = () => new MemoryTree({ files: { '/small.mp3': Buffer.from('audio') } });

describe('FTP', () => {
  test('1,000 connections of 20 addresses lock no customer out', async () => {
    const fixture = await startFtp({ tree: tree(), bind: '0.0.0.0', clock: new ManualClock() });
    const at = { host: '127.0.0.1', port: fixture.port };
    const working = await RawFtpClient.signedIn(at);
    const opened = hoard(fixture.port, addressesOf(7, 20), 50);
    await until('each has connected', () => opened.every(({ connecting }) => !connecting));
    await until(
      'the hoard is held at its share',
      async () => (await metricValue(fixture.metrics, 'fonoteka_ftp_sessions')) <= 301,
    );
    const guest = await RawFtpClient.connect({ ...at, localAddress: '127.0.8.1' });
    expect(await guest.reply()).toMatch(/^220 /);
    const customer = await RawFtpClient.signedIn(at);
    expect((await customer.fetch('RETR /small.mp3')).content.toString()).toBe('audio');
    expect(await working.command('NOOP')).toMatch(/^200 /);
  });

  test('connections to the open data ports take nothing from the customer', async () => {
    const fixture = await startFtp({ tree: tree(), bind: '0.0.0.0' });
    const ftp = await RawFtpClient.signedIn({ host: '127.0.0.1', port: fixture.port });
    const port = await ftp.passivePort();
    const others = hoard(port, addressesOf(7, 5), 20);
    await until('all are closed', () => others.every(({ closed, connecting }) => closed || connecting));
    ftp.send('RETR /small.mp3');
    const data = await connected({ host: '127.0.0.1', port });
    data.resume();
    expect(await ftp.reply()).toMatch(/^150 /);
    expect(await ftp.reply()).toMatch(/^226 /);
  });
});

describe('SIP over TCP', () => {
  test('1,000 connections of unknown sources leave a known PBX its room, and end by themselves', async () => {
    class KnowsOne extends FakeTransactionUser {
      override isAllowedPeer({ address }: { address: string }): boolean {
        return address === '127.0.0.1';
      }
    }
    const sip = await SipFixture.start(new KnowsOne(), '0.0.0.0');
    onTestFinished(() => sip.stop());
    hoard(sip.server.port, addressesOf(7, 20), 50);
    await until('the hoard is refused', async () => (await sip.metric('limited_total', 'tcp-connections')) >= 600);
    expect(await sip.metric('tcp_connections')).toBeLessThanOrEqual(200);
    const pbx = await sip.peer('tcp');
    expect(await pbx.ask(rawRequest(pbx, { method: 'OPTIONS', callId: 'alive' }))).toBe(200);
    sip.clock.advance(30_000);
    await until('the hoard has ended', async () => (await sip.metric('tcp_connections')) === 1);
    expect(await pbx.ask(rawRequest(pbx, { method: 'OPTIONS', callId: 'still alive' }))).toBe(200);
  });
});

const GET_HEALTH = 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n';

describe('HTTP', () => {
  const { db } = testDatabase();
  const limits = { total: 200, perAddress: 40, unauthenticated: 60, unauthenticatedPerAddress: 20 };
  let fixture: ApiFixture;

  beforeAll(async () => {
    fixture = await startApi(db, { host: '0.0.0.0', connectionLimits: limits });
  });
  afterAll(() => fixture.close());

  const metric = async (name: string) => {
    const text = await (await fetch(`${fixture.origin}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(`fonoteka_http_${name}`));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };

  test('more connections than there may be, from few addresses, lock no customer out', async () => {
    const port = Number(new URL(fixture.origin).port);
    const { admin } = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
    const cookie = await signIn(fixture, admin);
    hoard(port, addressesOf(7, 10), 40);
    await until('the hoard is refused', async () => (await metric('connections_refused_total')) >= 200);
    expect(await metric('connections')).toBeLessThanOrEqual(80 + (await metric('connections_refused_total')));
    const services = await fetch(`${fixture.origin}/api/v1/services`, { headers: { cookie } });
    expect(services.status).toBe(200);
    expect(await status(port, '127.0.8.1')).toBe(200);
  });

  test('a connection that has not signed in ends with its first response after a minute, one that has stays', async () => {
    const port = Number(new URL(fixture.origin).port);
    const { admin } = await addTenantWithRecording(fixture, 'Warsztat', '48221234568');
    const cookie = await signIn(fixture, admin);
    const guest = await keptAlive(port, '/healthz');
    const customer = await keptAlive(port, '/api/v1/services', cookie);
    fixture.clock.advance(60_000);
    guest.write(GET_HEALTH);
    await until('it is closed', () => guest.closed);
    customer.write(GET_HEALTH);
    await once(customer, 'data');
    expect(customer.readableEnded).toBe(false);
  });
});

function status(port: number, localAddress: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, localAddress, path: '/healthz', agent: new Agent() }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** A connection on which one request was answered. */
async function keptAlive(port: number, path: string, cookie = ''): Promise<Socket> {
  const socket = await connected({ host: '127.0.0.1', port });
  socket.on('error', () => undefined);
  socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\ncookie: ${cookie}\r\n\r\n`);
  await once(socket, 'data');
  return socket.resume();
}
