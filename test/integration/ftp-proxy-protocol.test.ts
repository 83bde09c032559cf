import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { ProxiedConnections } from '../../src/platform/proxied-connections.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { acceptPassword, LOGIN, metricValue, PASSWORD, startFtp } from '../kit/ftp-fixture.ts';
import { testTls } from '../kit/ftp-tls.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { connected, RawFtpClient, readAll, secured } from '../kit/raw-ftp-client.ts';

const CONTENT = randomBytes(300_000);
const BALANCER = '127.0.0.1';
const CLIENT = '203.0.113.7';
const tree = (): MemoryTree => new MemoryTree({ files: { '/a.mp3': CONTENT } });

/** The header of version 2, for IPv4. */
function header(from: string, command = 0x21): Buffer {
  const ends = [from, '198.51.100.1'].flatMap((address) => address.split('.').map(Number));
  const start = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
  return Buffer.concat([start, Buffer.from([command, 0x11, 0, 12, ...ends, 0x8b, 0x3e, 0, 21])]);
}

const LINE = Buffer.from(`PROXY TCP4 ${CLIENT} 198.51.100.1 35646 21\r\n`);

async function start(options: Parameters<typeof startFtp>[0] = {}) {
  const addresses: string[] = [];
  const accept = acceptPassword(tree());
  const network = { address: BALANCER, prefixBits: 32, family: 'ipv4' } as const;
  const fixture = await startFtp({
    proxied: new ProxiedConnections([network], options.clock ?? systemClock),
    authenticate: async (attempt) => {
      addresses.push(attempt.client.address);
      return accept(attempt);
    },
    ...options,
  });
  return { fixture, addresses };
}

const at = (fixture: { host: string; port: number }, localAddress: string) => ({ ...fixture, localAddress });

/** A client behind the balancer. */
async function behind(fixture: { host: string; port: number }, first: Buffer): Promise<RawFtpClient> {
  const ftp = await RawFtpClient.connect(at(fixture, BALANCER));
  ftp.socket.write(first);
  return ftp;
}

async function signIn(ftp: RawFtpClient): Promise<string> {
  await ftp.reply();
  await ftp.command(`USER ${LOGIN}`);
  return ftp.command(`PASS ${PASSWORD}`);
}

async function data(ftp: RawFtpClient, first: Buffer): Promise<Socket> {
  const socket = await connected({ host: BALANCER, port: await ftp.passivePort(), localAddress: BALANCER });
  socket.write(first);
  return socket;
}

describe('behind a load balancer', () => {
  test.each([
    ['version 2', header(CLIENT)],
    ['version 1', LINE],
  ])('the client is the one of the header (%s), and data connections come with one, too', async (_, first) => {
    const { fixture, addresses } = await start();
    const ftp = await behind(fixture, first);
    expect(await signIn(ftp)).toMatch(/^230 /);
    expect(addresses).toEqual([CLIENT]);
    expect(await ftp.command('PASV')).toMatch(/\(198,51,100,1,/);
    const own = await data(ftp, first);
    ftp.send('RETR /a.mp3');
    expect((await readAll(own)).equals(CONTENT)).toBe(true);
    expect([await ftp.reply(), await ftp.reply()].map((reply) => reply.slice(0, 3))).toEqual(['150', '226']);
  });

  test('what comes in the same packet as the header, or in pieces of one byte, is read', async () => {
    const { fixture } = await start();
    const ftp = await behind(fixture, Buffer.concat([header(CLIENT), Buffer.from('SYST\r\nNOOP\r\n')]));
    const replies = [await ftp.reply(), await ftp.reply(), await ftp.reply()];
    expect(replies.map((reply) => reply.slice(0, 3))).toEqual(['220', '215', '200']);
    const slow = await RawFtpClient.connect(at(fixture, BALANCER));
    for (const byte of Buffer.concat([LINE, Buffer.from('SYST\r\n')])) {
      await new Promise<void>((resolve) => slow.socket.write(Buffer.from([byte]), () => resolve()));
    }
    expect(await slow.reply()).toMatch(/^220 /);
    expect(await slow.reply()).toMatch(/^215 /);
  });

  test('a data connection of another client, or of the balancer itself, is not taken', async () => {
    const { fixture } = await start();
    const ftp = await behind(fixture, header(CLIENT));
    await signIn(ftp);
    const port = await ftp.passivePort();
    for (const first of [header('203.0.113.8'), header(CLIENT, 0x20)]) {
      const foreign = await connected({ host: BALANCER, port, localAddress: BALANCER });
      foreign.write(first);
      expect(await readAll(foreign)).toHaveLength(0);
    }
    const direct = await connected({ host: BALANCER, port, localAddress: '127.0.0.2' });
    direct.write(header(CLIENT));
    expect(await readAll(direct)).toHaveLength(0);
    const own = await connected({ host: BALANCER, port, localAddress: BALANCER });
    own.write(header(CLIENT));
    ftp.send('RETR /a.mp3');
    expect((await readAll(own)).equals(CONTENT)).toBe(true);
    expect(await metricValue(fixture.metrics, 'fonoteka_ftp_foreign_data_connections_total')).toBe(3);
  });

  test('limits count the clients, not the balancer', async () => {
    const { fixture } = await start({ limits: { connectionsPerAddress: 1 } });
    const first = await behind(fixture, header(CLIENT));
    const second = await behind(fixture, header('203.0.113.8'));
    const third = await behind(fixture, header(CLIENT));
    expect([await first.reply(), await second.reply()].map((reply) => reply.slice(0, 3))).toEqual(['220', '220']);
    expect(await third.reply()).not.toMatch(/^220/);
  });

  test('TLS follows the header: explicit, implicit, and on data connections', async () => {
    const { tls, authority } = testTls();
    const { fixture, addresses } = await start({ tls, implicitTlsPort: 0 });
    const ca = { ca: authority.pem, servername: 'localhost' };
    const explicit = await behind(fixture, header(CLIENT));
    await explicit.reply();
    await explicit.startTls(ca);
    for (const line of [`USER ${LOGIN}`, `PASS ${PASSWORD}`, 'PBSZ 0', 'PROT P']) await explicit.command(line);
    const own = await data(explicit, header(CLIENT));
    expect(await explicit.command('RETR /a.mp3')).toMatch(/^150 /);
    expect((await readAll(await secured(own, ca))).equals(CONTENT)).toBe(true);
    const raw = await connected({ host: BALANCER, port: fixture.server.implicitTlsPort!, localAddress: BALANCER });
    raw.write(header('203.0.113.8'));
    const implicit = await secured(raw, ca);
    implicit.write(`USER ${LOGIN}\r\nPASS ${PASSWORD}\r\nQUIT\r\n`);
    expect(String(await readAll(implicit)).match(/^\d{3}/gm)).toEqual(['220', '331', '230', '221']);
    expect(addresses).toEqual([CLIENT, '203.0.113.8']);
  });

  test('a health check is the balancer’s own connection', async () => {
    const { fixture, addresses } = await start();
    const ftp = await behind(fixture, header(CLIENT, 0x20));
    expect(await signIn(ftp)).toMatch(/^230 /);
    expect(addresses).toEqual([BALANCER]);
  });

  test.each([
    ['commands', `USER ${LOGIN}\r\nPASS ${PASSWORD}\r\n`],
    ['a header that is cut', '\r\n\r\n\0\r\nQUIT\n\x21\x11\xff\xff'],
  ])('%s in place of a header close the connection, without a word', async (_, text) => {
    const { fixture, addresses } = await start();
    const socket = await connected(at(fixture, BALANCER));
    socket.write(Buffer.from(text, 'latin1'));
    expect(await readAll(socket)).toHaveLength(0);
    expect(addresses).toEqual([]);
  });

  test('a header is waited for 5 s; the server closes meanwhile, too', async () => {
    const clock = new ManualClock();
    const { fixture } = await start({ clock });
    const late = readAll(await connected(at(fixture, BALANCER)));
    // Both are accepted in order: the second one's greeting shows that the first one is waited for.
    await RawFtpClient.connect(at(fixture, '127.0.0.2')).then((ftp) => ftp.reply());
    clock.advance(5000);
    expect(await late).toHaveLength(0);
    const waiting = readAll(await connected(at(fixture, BALANCER)));
    await RawFtpClient.connect(at(fixture, '127.0.0.3')).then((ftp) => ftp.reply());
    await fixture.server.close();
    expect(await waiting).toHaveLength(0);
  });
});

test('from elsewhere a header is not looked at: nobody can claim another address', async () => {
  const { fixture, addresses } = await start();
  const ftp = await RawFtpClient.connect(at(fixture, '127.0.0.2'));
  ftp.socket.write(LINE);
  expect(await ftp.reply()).toMatch(/^220 /);
  expect(await ftp.reply()).toMatch(/^500 /);
  await ftp.command(`USER ${LOGIN}`);
  expect(await ftp.command(`PASS ${PASSWORD}`)).toMatch(/^230 /);
  expect(addresses).toEqual(['127.0.0.2']);
  const second = await RawFtpClient.connect(at(fixture, '127.0.0.2'));
  second.socket.write(Buffer.concat([header(CLIENT), Buffer.from('NOOP\r\n')]));
  const replies: string[] = [];
  for (let reply = await second.reply(); reply !== 'closed'; reply = await second.reply()) replies.push(reply);
  expect(replies.map((reply) => reply.slice(0, 3))).toEqual(['220', '500', '221']);
  await vi.waitFor(() => expect(second.socket.closed).toBe(true));
});
