import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, test, vi } from 'vitest';
import { SignIns } from '../../src/file-access/index.ts';
import type { Account, Accounts } from '../../src/file-access/sign-in/sign-ins.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { acceptPassword, LOGIN, metricValue, PASSWORD, startFtp } from '../kit/ftp-fixture.ts';
import { testTls } from '../kit/ftp-tls.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { connected, RawFtpClient, readAll, secured } from '../kit/raw-ftp-client.ts';

const CONTENT = randomBytes(3_000_000);
const tree = (): MemoryTree =>
  new MemoryTree({ files: { '/a.mp3': CONTENT, '/empty.mp3': Buffer.alloc(0), '/large.mp3': Buffer.alloc(64 << 20) } });

type Options = Parameters<typeof startFtp>[0] & { readonly required?: boolean };

async function start({ required = false, ...options }: Options = {}) {
  const { tls, authority } = testTls({ required, ...(options.clock && { clock: options.clock }) });
  const fixture = await startFtp({ tree: tree(), tls, ...options });
  const ca = { ca: authority.pem, servername: 'localhost' };
  const guest = async (): Promise<RawFtpClient> => {
    const ftp = await RawFtpClient.connect(fixture);
    expect(await ftp.reply()).toBe('220 Fonoteka');
    return ftp;
  };
  return { fixture, ca, guest, signedIn: () => RawFtpClient.signedInTls(fixture, ca) };
}

const codes = (replies: readonly string[]): string[] => replies.map((reply) => reply.slice(0, 3));

/** Sends the commands one after the other; the codes of their replies. */
async function answers(ftp: RawFtpClient, ...lines: string[]): Promise<string[]> {
  const replies: string[] = [];
  for (const line of lines) replies.push(await ftp.command(line));
  return codes(replies);
}

describe('AUTH', () => {
  test.each(['TLS', 'tls', 'SSL', 'TLS-C', 'TLS-P'])('%s encrypts the control connection', async (mechanism) => {
    const signIns: boolean[] = [];
    const { guest, ca } = await start({
      authenticate: async ({ client }) => {
        signIns.push(client.encrypted);
        return null;
      },
    });
    const ftp = await guest();
    expect(await answers(ftp, 'USER a', 'PASS b')).toEqual(['331', '530']);
    expect(await ftp.command(`AUTH ${mechanism}`)).toMatch(/^234 /);
    ftp.socket.removeAllListeners('data');
    const secure = await secured(ftp.socket, ca);
    secure.write('USER a\r\nPASS b\r\n');
    let received = '';
    for await (const bytes of secure) if ((received += String(bytes)).includes('530')) break;
    expect(received).toMatch(/^331 .*\r\n530 /);
    expect(signIns).toEqual([false, true]);
  });

  test('comes before the sign-in, once, with a mechanism that is known; PBSZ before PROT', async () => {
    const { guest, ca } = await start();
    const ftp = await guest();
    expect(await answers(ftp, 'AUTH', 'AUTH GSSAPI', 'PBSZ 0', 'PROT P', 'CCC')).toEqual([
      '501',
      '504',
      '503',
      '503',
      '533',
    ]);
    expect(await ftp.startTls(ca)).toMatch(/^234 /);
    expect(await answers(ftp, 'AUTH TLS', 'PROT P', 'PBSZ x', 'PBSZ 16384', 'PROT', 'PROT S', 'PROT E')).toEqual([
      '503',
      '503',
      '501',
      '200',
      '501',
      '536',
      '536',
    ]);
    expect(await answers(ftp, 'PROT X', 'PROT C', 'PROT P', 'CCC', `USER ${LOGIN}`, `PASS ${PASSWORD}`, 'PWD')).toEqual(
      ['504', '200', '200', '534', '331', '230', '257'],
    );
    const plain = await guest();
    expect(await answers(plain, `USER ${LOGIN}`, `PASS ${PASSWORD}`, 'AUTH TLS', 'PWD')).toEqual([
      '331',
      '230',
      '503',
      '257',
    ]);
  });

  test('is announced by FEAT and HELP where there is TLS, and answered with 502 where there is none', async () => {
    const { guest } = await start();
    const ftp = await guest();
    expect(await ftp.command('FEAT')).toMatch(/\r\n AUTH TLS\r\n[^]*\r\n PBSZ\r\n PROT\r\n/);
    expect(await ftp.command('HELP')).toMatch(/ AUTH .* PBSZ PROT /);
    const without = await RawFtpClient.connect(await startFtp());
    await without.reply();
    expect(await answers(without, 'AUTH TLS', 'PBSZ 0', 'PROT P', 'CCC', 'HELP AUTH')).toEqual(
      Array.from({ length: 5 }, () => '502'),
    );
    expect(await without.command('FEAT')).not.toMatch(/AUTH|PROT/);
  });

  test('forgets what came before it in clear: a login, and commands in the same segment (CVE-2011-0411)', async () => {
    const authenticate = vi.fn(acceptPassword(tree()));
    const { guest, ca } = await start({ authenticate });
    const ftp = await guest();
    await answers(ftp, `USER ${LOGIN}`, 'OPTS MLST type;');
    ftp.socket.write(`AUTH TLS\r\nPASS ${PASSWORD}\r\nUSER ${LOGIN}\r\nPASS ${PASSWORD}\r\nREST 5\r\nPW`);
    expect(await ftp.reply()).toMatch(/^234 /);
    ftp.socket.removeAllListeners('data');
    const secure = await secured(ftp.socket, ca);
    secure.write(`PASS ${PASSWORD}\r\nPWD\r\nFEAT\r\nQUIT\r\n`);
    const received = String(await readAll(secure));
    expect(received.match(/^\d{3}(?= )/gm)).toEqual(['503', '530', '211', '221']);
    expect(received).toContain('type*;size*;modify*;');
    expect(authenticate).not.toHaveBeenCalled();
  });

  test.each([
    ['commands', `USER ${LOGIN}\r\nPASS ${PASSWORD}\r\n`],
    ['bytes', '\x16\x03\x01\xff\xff'.repeat(50)],
    ['an HTTP request', 'GET / HTTP/1.1\r\n\r\n'],
  ])('closes the connection when %s in clear follow in place of a handshake', async (_, text) => {
    const authenticate = vi.fn(acceptPassword(tree()));
    const { guest, fixture } = await start({ authenticate });
    const ftp = await guest();
    expect(await ftp.command('AUTH TLS')).toMatch(/^234 /);
    ftp.socket.write(Buffer.from(text, 'latin1'));
    ftp.socket.end();
    await ftp.closed();
    expect(authenticate).not.toHaveBeenCalled();
    await vi.waitFor(async () => expect(await metricValue(fixture.metrics, 'fonoteka_ftp_sessions')).toBe(0));
    const failed = await metricValue(fixture.metrics, 'fonoteka_ftp_tls_handshakes_total', { outcome: 'failed' });
    expect(failed).toBe(1);
  });

  test('waits for the handshake for a limited time; other sessions go on', async () => {
    const clock = new ManualClock();
    const { guest, signedIn } = await start({ clock });
    const slow = await guest();
    await slow.command('AUTH TLS');
    const other = await signedIn();
    clock.advance(9999);
    expect(await other.command('NOOP')).toMatch(/^200 /);
    expect(slow.socket.closed).toBe(false);
    clock.advance(1);
    await slow.closed();
    expect(await other.command('NOOP')).toMatch(/^200 /);
  });

  test('TLS 1.1 is refused', async () => {
    const { guest, ca } = await start();
    const ftp = await guest();
    await ftp.command('AUTH TLS');
    ftp.socket.removeAllListeners('data');
    const old = { ...ca, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(secured(ftp.socket, old)).rejects.toThrow();
  });

  test('more handshakes in a second than there may be are not begun: the connection is closed', async () => {
    const { guest, fixture } = await start({ clock: new ManualClock(), limits: { unauthenticatedPerAddress: 50 } });
    const guests = await Promise.all(Array.from({ length: 21 }, guest));
    const replies = await Promise.all(guests.map((ftp) => ftp.command('AUTH TLS')));
    expect(codes(replies).filter((code) => code === '421')).toHaveLength(1);
    expect(await metricValue(fixture.metrics, 'fonoteka_ftp_refused_total', { limit: 'tls-handshakes' })).toBe(1);
  });
});

describe('an encrypted data connection', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('over %s, with and without a resumed session', async (version) => {
    const { fixture, ca } = await start();
    const options = { ...ca, minVersion: version, maxVersion: version };
    const ftp = await RawFtpClient.connect(fixture);
    await ftp.reply();
    let session: Buffer | undefined;
    await ftp.startTls(options);
    (ftp.socket as TLSSocket).on('session', (ticket: Buffer) => (session = ticket));
    await answers(ftp, `USER ${LOGIN}`, `PASS ${PASSWORD}`, 'PBSZ 0', 'PROT P');
    session ??= (ftp.socket as TLSSocket).getSession();
    const reused: boolean[] = [];
    for (const resumed of [{ session }, {}]) {
      const data = await ftp.dataConnection();
      expect(await ftp.command('RETR /a.mp3')).toMatch(/^150 /);
      const secure = await secured(data, { ...options, ...resumed });
      reused.push(secure.isSessionReused());
      expect((await readAll(secure)).equals(CONTENT)).toBe(true);
      expect(await ftp.reply()).toMatch(/^226 /);
    }
    expect(reused).toEqual([true, false]);
  });

  test('150 does not wait for its handshake, which may also be over before the command', async () => {
    const { signedIn, ca } = await start();
    const ftp = await signedIn();
    const late = await ftp.dataConnection();
    expect(await ftp.command('RETR /a.mp3')).toMatch(/^150 /);
    expect((await readAll(await secured(late, ca))).equals(CONTENT)).toBe(true);
    expect(await ftp.reply()).toMatch(/^226 /);
    const early = await secured(await ftp.dataConnection(), ca);
    expect(await ftp.command('NLST')).toMatch(/^150 /);
    expect(String(await readAll(early))).toBe('a.mp3\r\nempty.mp3\r\nlarge.mp3\r\n');
    expect(await ftp.reply()).toMatch(/^226 /);
  });

  test.each([
    ['nothing', '', 10_000],
    ['bytes that are no handshake', 'x'.repeat(100), 0],
  ])('%s in place of a handshake: 522, and the session goes on', async (_, text, waitMs) => {
    const clock = new ManualClock();
    const source = tree();
    const { signedIn } = await start({ clock, tree: source });
    const ftp = await signedIn();
    const data = await ftp.dataConnection();
    expect(await ftp.command('RETR /a.mp3')).toMatch(/^150 /);
    data.write(text);
    clock.advance(waitMs);
    expect(await ftp.reply()).toMatch(/^522 /);
    expect(source.openContents).toBe(0);
    expect(await ftp.command('PWD')).toMatch(/^257 /);
  });

  test('ABOR ends a transfer that waits for its handshake', async () => {
    const { signedIn } = await start();
    const ftp = await signedIn();
    await ftp.dataConnection();
    expect(await ftp.command('RETR /a.mp3')).toMatch(/^150 /);
    expect(await ftp.command('ABOR')).toMatch(/^426 /);
    expect(await ftp.reply()).toMatch(/^226 /);
  });

  test('from another address is closed before a handshake; the client’s own is waited for', async () => {
    const { signedIn, ca, fixture } = await start();
    const ftp = await signedIn();
    const port = await ftp.passivePort();
    const foreign = await connected({ host: '127.0.0.1', port, localAddress: '127.0.0.2' });
    expect(await readAll(foreign)).toHaveLength(0);
    const own = await connected({ host: '127.0.0.1', port });
    ftp.send('NLST');
    expect(await ftp.reply()).toMatch(/^150 /);
    expect(String(await readAll(await secured(own, ca)))).toContain('a.mp3');
    expect(await ftp.reply()).toMatch(/^226 /);
    expect(await metricValue(fixture.metrics, 'fonoteka_ftp_foreign_data_connections_total')).toBe(1);
  });

  test('a data port that was prepared for another PROT is of no use', async () => {
    const { signedIn } = await start();
    const ftp = await signedIn();
    await ftp.dataConnection();
    expect(await answers(ftp, 'PROT P', 'PROT C', 'NLST')).toEqual(['200', '200', '425']);
  });

  test('in active mode this end is the TLS server, too', async () => {
    const { signedIn, ca } = await start({ activeMode: true });
    const ftp = await signedIn();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const arrived = once(server, 'connection') as Promise<[Socket]>;
    expect(await ftp.command(`EPRT |1|127.0.0.1|${port}|`)).toMatch(/^200 /);
    expect(await ftp.command('RETR /a.mp3')).toMatch(/^150 /);
    const [data] = await arrived;
    server.close();
    expect((await readAll(await secured(data, ca))).equals(CONTENT)).toBe(true);
    expect(await ftp.reply()).toMatch(/^226 /);
  });
});

const serial = ({ socket }: RawFtpClient): string => (socket as TLSSocket).getPeerCertificate().serialNumber;

test('renewed certificate files are used for new sessions; those that are open keep theirs, also for data', async () => {
  const clock = new ManualClock();
  const certified = testTls({ clock });
  const { tls, authority } = certified;
  const fixture = await startFtp({ tree: tree(), tls, clock });
  const ca = { ca: authority.pem, servername: 'localhost' };
  const before = await RawFtpClient.signedInTls(fixture, ca);
  certified.renew();
  clock.advance(60_000);
  const after = await RawFtpClient.signedInTls(fixture, ca);
  expect(serial(after)).not.toBe(serial(before));
  const data = await before.dataConnection();
  expect(await before.command('RETR /a.mp3')).toMatch(/^150 /);
  const secure = await secured(data, ca);
  expect(secure.getPeerCertificate().serialNumber).toBe(serial(before));
  expect((await readAll(secure)).equals(CONTENT)).toBe(true);
});

describe('TLS that is required', () => {
  test('no password and no file in clear', async () => {
    const { guest, ca, fixture } = await start({ required: true });
    const ftp = await guest();
    expect(await ftp.command(`USER ${LOGIN}`)).toBe('530 TLS is required here: send AUTH TLS first');
    expect(await ftp.command(`PASS ${PASSWORD}`)).toMatch(/^503 /);
    expect(await metricValue(fixture.metrics, 'fonoteka_ftp_refused_total', { limit: 'tls-required' })).toBe(1);
    await ftp.startTls(ca);
    expect(await answers(ftp, `USER ${LOGIN}`, `PASS ${PASSWORD}`)).toEqual(['331', '230']);
    await ftp.dataConnection();
    expect(await answers(ftp, 'RETR /a.mp3', 'PBSZ 0', 'PROT C', 'PROT P')).toEqual(['521', '200', '534', '200']);
    const data = await ftp.dataConnection();
    expect(await ftp.command('RETR /a.mp3')).toMatch(/^150 /);
    expect((await readAll(await secured(data, ca))).equals(CONTENT)).toBe(true);
  });
});

test('a tenant that demands encryption gets no password and no file in clear, where others may', async () => {
  const source = tree();
  const account: Account = {
    proof: 'right',
    sameAs: '',
    demandsEncryption: true,
    check: async () => true,
    tenantId: source.tenantId,
    open: async () => ({ tree: source, demandsEncryption: true, release: () => undefined }),
    failed: async () => undefined,
    refused: () => undefined,
  };
  const accounts: Accounts = { find: async () => account, demandsEncryption: async (login) => login === LOGIN };
  const signIns = new SignIns({ authenticate: accounts, db: null, clock: systemClock, log: quietLog });
  const { guest, ca } = await start({ signIns });
  const ftp = await guest();
  expect(await answers(ftp, `USER ${LOGIN}`, 'USER other')).toEqual(['530', '331']);
  await ftp.startTls(ca);
  expect(await answers(ftp, `USER ${LOGIN}`, `PASS ${PASSWORD}`)).toEqual(['331', '230']);
  await ftp.dataConnection();
  expect(await answers(ftp, 'RETR /a.mp3', 'PBSZ 0', 'PROT C', 'PROT P')).toEqual(['521', '200', '534', '200']);
  const data = await ftp.dataConnection();
  expect(await ftp.command('RETR /a.mp3')).toMatch(/^150 /);
  expect((await readAll(await secured(data, ca))).equals(CONTENT)).toBe(true);
});

describe('implicit TLS', () => {
  test('begins with the handshake, and data connections are encrypted without PROT', async () => {
    const { fixture, ca } = await start({ implicitTlsPort: 0 });
    const at = { host: fixture.host, port: fixture.server.implicitTlsPort! };
    const ftp = await RawFtpClient.connectTls(at, ca);
    expect(await ftp.reply()).toBe('220 Fonoteka');
    expect(await answers(ftp, 'AUTH TLS', `USER ${LOGIN}`, `PASS ${PASSWORD}`)).toEqual(['503', '331', '230']);
    const data = await ftp.dataConnection();
    expect(await ftp.command('RETR /a.mp3')).toMatch(/^150 /);
    expect((await readAll(await secured(data, ca))).equals(CONTENT)).toBe(true);
    expect(await ftp.reply()).toMatch(/^226 /);
    expect(await answers(ftp, 'PBSZ 0', 'PROT P', 'QUIT')).toEqual(['200', '200', '221']);
    expect(await ftp.reply()).toBe('closed');
  });

  test('nothing is said in clear: not to a client that speaks first, not at a limit', async () => {
    const clock = new ManualClock();
    const { fixture } = await start({ implicitTlsPort: 0, clock, limits: { connectionsPerAddress: 2 } });
    const at = { host: fixture.host, port: fixture.server.implicitTlsPort! };
    const silent = await connected(at);
    const talking = await connected(at);
    const [heard, refused] = [readAll(talking), readAll(await connected(at))];
    talking.write(`USER ${LOGIN}\r\nPASS ${PASSWORD}\r\n`);
    expect(await refused).toHaveLength(0);
    expect(String(await heard)).not.toContain('220');
    await vi.waitFor(async () => expect(await metricValue(fixture.metrics, 'fonoteka_ftp_sessions')).toBe(1));
    clock.advance(10_000);
    expect(await readAll(silent)).toHaveLength(0);
  });
});
