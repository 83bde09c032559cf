import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, createServer, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { TestAuthority, type TestCertificate } from '../../../test/kit/push/certificates.ts';
import { RawSipPeer, rawRequest, responseTo } from '../../../test/kit/raw-sip-peer.ts';
import { FakeTransactionUser, SipFixture } from '../../../test/kit/sip-fixture.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { until } from '../../../test/kit/until.ts';
import { HANDSHAKE_TIMEOUT_MS, HANDSHAKES_PER_SECOND, IDLE_TIMEOUT_MS } from './limits.ts';
import type { Peer } from './peer.ts';

const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'fonoteka-tls-')));
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
const folder = folders[0]!;
const authority = new TestAuthority(folder);
const authorities = join(folder, 'ca.pem');
const own = authority.issue('recorder.example');
const pbx = authority.issue('sbc.example', 2, 'DNS:sbc.example,URI:sip:pbx.example');
const foreign = new TestAuthority(folders[1]!).issue('sbc.example');
const shown = ({ certificate, key }: TestCertificate) => ({
  cert: readFileSync(certificate),
  key: readFileSync(key),
});

/** Knows PBXs by their certificates only. */
class ByCertificate extends FakeTransactionUser {
  readonly seen: Peer[] = [];

  override isAllowedPeer(peer: Peer): boolean {
    this.seen.push(peer);
    return peer.certificateNames?.includes('pbx.example') === true;
  }

  override isSameSource = (one: Peer, other: Peer): boolean => this.isAllowedPeer(one) && this.isAllowedPeer(other);
}

let bench: SipFixture;
afterEach(() => bench.stop());

const start = async (
  more: { clientCertificates?: 'off' | 'optional' | 'required'; verifyPeers?: boolean } = {},
  user = new FakeTransactionUser(),
): Promise<SipFixture> =>
  (bench = await SipFixture.start(user, '127.0.0.1', { paths: { ...own, authorities }, ...more }));

async function openDialog(peer: RawSipPeer, uri = 'sip:rec@127.0.0.1', contact?: string): Promise<string> {
  const invite = rawRequest(peer, { method: 'INVITE', uri, body: 'v=0\r\n' });
  peer.send(contact === undefined ? invite : invite.replace(/Contact: .*/, `Contact: <${contact}>`));
  await peer.next();
  const answer = await peer.next();
  const toTag = answer.to.parameters.get('tag')!;
  peer.send(rawRequest(peer, { method: 'ACK', toTag, branch: 'z9hG4bK-ack' }));
  await until('the ACK', () => bench.user.acks.length === 1);
  return answer.headers.first('Contact')!;
}

/** A PBX that is called at its Contact. */
async function listeningPbx(certificate: TestCertificate, contact: string) {
  const accepted: TLSSocket[] = [];
  const server = createServer(shown(certificate), (socket) => void accepted.push(socket));
  server.on('tlsClientError', () => {});
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  onTestFinished(() => accepted.forEach((socket) => socket.destroy()));
  const { port } = server.address() as AddressInfo;
  return { accepted, contact: contact.replace('PORT', String(port)) };
}

const BYE = { cause: 480, text: 'test' };

describe('SIP over TLS', () => {
  test.each([
    ['sip:rec@127.0.0.1', undefined, 'sip:127.0.0.1:PORT;transport=tls'],
    ['sips:rec@127.0.0.1', undefined, 'sips:127.0.0.1:PORT'],
    ['sip:rec@127.0.0.1', 'sips:pbx@127.0.0.1', 'sips:127.0.0.1:PORT'],
  ])(
    'to %s: its Contact leads back over TLS, and a BYE of ours goes over the same connection',
    async (uri, from, contact) => {
      const { server, user } = await start();
      const peer = await bench.tlsPeer({ ca: authority.pem, servername: 'recorder.example' });
      expect(await openDialog(peer, uri, from)).toBe(`<${contact.replace('PORT', String(server.tlsPort))}>;+sip.srs`);
      const ended = user.dialogs[0]!.bye(BYE);
      const bye = await peer.next();
      expect(bye).toMatchObject({ kind: 'request', method: 'BYE', via: { transport: 'TLS', port: server.tlsPort } });
      peer.send(responseTo(bye, 200));
      await ended;
    },
  );

  test('keep-alives are answered, and keep the connection open', async () => {
    await start();
    const peer = await bench.tlsPeer();
    expect(await peer.ask(rawRequest(peer, { method: 'OPTIONS' }))).toBe(200);
    bench.clock.advance(IDLE_TIMEOUT_MS - 1);
    const before = peer.raw.length;
    peer.send('\r\n\r\n');
    await until('the pong', () => peer.raw.length > before);
    expect(peer.raw.at(-1)!.toString()).toBe('\r\n');
    bench.clock.advance(IDLE_TIMEOUT_MS - 1);
    expect(await bench.metric('tls_connections')).toBe(1);
    bench.clock.advance(1);
    await until('it is closed', () => peer.closedByServer);
  });

  test('messages say at which port of ours they came in', async () => {
    const { server } = await start();
    for (const [peer, port] of [
      [await bench.tlsPeer(), server.tlsPort],
      [await bench.peer('udp'), server.port],
    ] as const) {
      expect(await peer.ask(rawRequest(peer, { method: 'OPTIONS', callId: `at ${port}` }))).toBe(200);
      expect(bench.local).toEqual({ address: '127.0.0.1', port });
    }
  });

  test('a renewed certificate is shown to new connections, a running one stays', async () => {
    const current = temporaryFolder();
    const paths = { certificate: join(current, 'c.pem'), key: join(current, 'k.pem') };
    const use = (from: TestCertificate): void => {
      copyFileSync(from.certificate, paths.certificate);
      copyFileSync(from.key, paths.key);
    };
    use(own);
    bench = await SipFixture.start(undefined, '127.0.0.1', { paths });
    const before = await bench.tlsPeer({ ca: authority.pem, servername: 'recorder.example' });
    expect(await before.ask(rawRequest(before, { method: 'OPTIONS' }))).toBe(200);
    use(authority.issue('renewed.example'));
    bench.clock.advance(60_000);
    const after = await bench.tlsPeer({ ca: authority.pem, servername: 'renewed.example' });
    expect(await after.ask(rawRequest(after, { method: 'OPTIONS' }))).toBe(200);
    expect(await before.ask(rawRequest(before, { method: 'OPTIONS', callId: 'old' }))).toBe(200);
  });
});

describe('certificates of PBXs', () => {
  test.each([
    ['cut off', (pem: string) => pem.slice(0, 300)],
    ['with another that cannot be read', (pem: string) => `${pem.replace('MII', 'AAA')}${pem}`],
  ])('a new file of their authorities that is %s is not used', async (_, damage) => {
    const ca = join(temporaryFolder(), 'ca.pem');
    copyFileSync(authorities, ca);
    const paths = { ...own, authorities: ca };
    bench = await SipFixture.start(undefined, '127.0.0.1', { paths, clientCertificates: 'required' });
    writeFileSync(ca, damage(authority.pem));
    bench.clock.advance(60_000);
    const peer = await bench.tlsPeer(shown(pbx));
    expect(await peer.ask(rawRequest(peer, { method: 'OPTIONS' }))).toBe(200);
  });

  test('the names of one that is signed identify its source, from any address', async () => {
    const user = new ByCertificate();
    await start({ clientCertificates: 'optional' }, user);
    const peer = await bench.tlsPeer(shown(pbx));
    await openDialog(peer);
    expect(user.invites[0]!.peer.certificateNames).toEqual(['pbx.example', 'sbc.example']);
    expect(user.refused).toEqual([]);
  });

  test.each([
    ['none', {}],
    ['one of another authority', shown(foreign)],
    ['one that fits no source', shown(authority.issue('unknown.example'))],
  ])('%s identifies nobody: the request is refused without state', async (_, options) => {
    const user = new ByCertificate();
    await start({ clientCertificates: 'optional' }, user);
    const peer = await bench.tlsPeer(options);
    expect(await peer.ask(rawRequest(peer, { method: 'INVITE' }))).toBe(403);
    expect(user.invites).toEqual([]);
    expect(user.refused).toEqual(['127.0.0.1']);
  });

  test('off: it is not asked for', async () => {
    const user = new ByCertificate();
    await start({ clientCertificates: 'off' }, user);
    const peer = await bench.tlsPeer(shown(pbx));
    expect(await peer.ask(rawRequest(peer, { method: 'INVITE' }))).toBe(403);
  });

  test.each([
    ['none', {}],
    ['one of another authority', shown(foreign)],
    ['one that has expired', shown(authority.issue('expired.example', -1))],
  ])('required: with %s the connection is closed and counted', async (_, options) => {
    await start({ clientCertificates: 'required' });
    const socket = connectTls({ port: bench.server.tlsPort, host: '127.0.0.1', rejectUnauthorized: false, ...options });
    socket.on('error', () => {});
    await once(socket.resume(), 'close');
    await until('it is counted', async () => (await bench.metric('tls_handshake_failures_total', 'certificate')) === 1);
    expect(await bench.metric('tls_connections')).toBe(0);
    expect(await bench.tlsPeer(shown(pbx))).toBeDefined();
  });
});

describe('odd handshakes', () => {
  test.each([
    [
      'another authority',
      shown(foreign),
      /^(DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN)$/,
    ],
    [
      'one that has expired',
      shown(authority.issue('expired.example', -1, 'URI:sip:pbx.example')),
      /^CERT_HAS_EXPIRED$/,
    ],
  ])('a certificate of %s counts as none where it is optional, and its peer says why', async (_, options, why) => {
    const user = new ByCertificate();
    await start({ clientCertificates: 'optional' }, user);
    const peer = await bench.tlsPeer(options);
    expect(await peer.ask(rawRequest(peer, { method: 'INVITE' }))).toBe(403);
    expect(user.seen.at(-1)).toMatchObject({ certificateProblem: expect.stringMatching(why) });
    expect(user.seen.at(-1)).not.toHaveProperty('certificateNames');
  });

  test('a name of the server that we do not have (SNI) gets our certificate', async () => {
    await start();
    const peer = await bench.tlsPeer({ servername: 'elsewhere.example' });
    expect(await peer.ask(rawRequest(peer, { method: 'OPTIONS' }))).toBe(200);
  });

  test('a chain of certificates of more than 100 kB is refused', async () => {
    await start({ clientCertificates: 'optional' });
    const { key, cert } = shown(pbx);
    const chain = Buffer.concat([cert, ...Array.from({ length: 400 }, () => Buffer.from(authority.pem))]);
    const socket = connectTls({
      port: bench.server.tlsPort,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      key,
      cert: chain,
    });
    socket.on('error', () => {});
    await until('it is counted', async () => (await bench.metric('tls_handshake_failures_total')) === 1);
    expect(await bench.tlsPeer(shown(pbx))).toBeDefined();
  });

  test('another handshake inside a connection is not made', async () => {
    await start();
    const options = { port: bench.server.tlsPort, host: '127.0.0.1', rejectUnauthorized: false } as const;
    const socket = connectTls({ ...options, maxVersion: 'TLSv1.2' });
    await once(socket, 'secureConnect');
    const refused = new Promise((resolve) => socket.on('error', resolve));
    socket.renegotiate({}, () => {});
    await expect(refused).resolves.toMatchObject({ code: 'ERR_SSL_NO_RENEGOTIATION' });
  });
});

describe('a request of ours whose connection is gone', () => {
  test.each([
    ['the source’s certificate', pbx, 'sip:pbx@127.0.0.1:PORT;transport=tls', {}],
    ['a certificate of the Contact’s name', authority.issue('localhost'), 'sips:pbx@localhost:PORT', {}],
    ['any certificate where none is checked', foreign, 'sip:pbx@127.0.0.1:PORT;transport=tls', { verifyPeers: false }],
  ])('goes over a new one to a PBX with %s', async (_, certificate, uri, more) => {
    const { user } = await start({ clientCertificates: 'optional', ...more });
    const { accepted, contact } = await listeningPbx(certificate, uri);
    const peer = await bench.tlsPeer(shown(pbx));
    await openDialog(peer, 'sip:rec@127.0.0.1', contact);
    peer.close();
    await until('it is gone', async () => (await bench.metric('tls_connections')) === 0);
    const ended = user.dialogs[0]!.bye(BYE);
    await until('it has connected', () => accepted.length === 1);
    const called = RawSipPeer.ofAccepted(accepted[0]!);
    const bye = await called.next();
    expect(bye).toMatchObject({ kind: 'request', method: 'BYE', via: { transport: 'TLS' } });
    called.send(responseTo(bye, 200));
    await ended;
  });

  test('is not sent to whoever cannot show that it is the PBX', async () => {
    const { user } = await start({ clientCertificates: 'optional' });
    const { accepted, contact } = await listeningPbx(
      authority.issue('thief.example'),
      'sip:pbx@127.0.0.1:PORT;transport=tls',
    );
    const peer = await bench.tlsPeer(shown(pbx));
    await openDialog(peer, 'sip:rec@127.0.0.1', contact);
    peer.close();
    await until('it is gone', async () => (await bench.metric('tls_connections')) === 0);
    await user.dialogs[0]!.bye(BYE);
    expect(accepted.map((socket) => socket.bytesRead)).toEqual(accepted.map(() => 0));
  });
});

describe('what an unknown source can do', () => {
  test('a connection without a handshake is closed in time', async () => {
    await start();
    const socket = connect({ port: bench.server.tlsPort, host: '127.0.0.1' });
    await once(socket, 'connect');
    await until('it is accepted', () => bench.clock.pending > 1);
    bench.clock.advance(HANDSHAKE_TIMEOUT_MS);
    await once(socket.resume(), 'close');
    expect(await bench.metric('tls_handshake_failures_total', 'timeout')).toBe(1);
  });

  test('a handshake that does not end delays no stop, and leaves no timer', async () => {
    await start();
    const socket = connect({ port: bench.server.tlsPort, host: '127.0.0.1' });
    const before = bench.clock.pending;
    await once(socket, 'connect');
    await until('it is accepted', () => bench.clock.pending > before);
    await bench.server.stop();
    await once(socket.resume(), 'close');
    expect(bench.clock.pending).toBe(0);
  });

  test('what is no TLS is counted and closed', async () => {
    await start();
    const socket = connect({ port: bench.server.tlsPort, host: '127.0.0.1' });
    socket.on('error', () => {});
    socket.write('OPTIONS sip:rec@127.0.0.1 SIP/2.0\r\n\r\n');
    await once(socket.resume(), 'close');
    await until('it is counted', async () => (await bench.metric('tls_handshake_failures_total', 'protocol')) === 1);
  });

  test.each([
    ['an unknown', false, HANDSHAKES_PER_SECOND.unknown.perAddress],
    ['a known', true, HANDSHAKES_PER_SECOND.known.perAddress],
  ])('more handshakes in a second of %s address than there may be are not begun', async (_, allowed, limit) => {
    const user = new FakeTransactionUser();
    user.allowed = allowed;
    await start({}, user);
    for (let n = 0; n < limit; n += 1) (await bench.tlsPeer()).close();
    const beyond = connectTls({ port: bench.server.tlsPort, host: '127.0.0.1', rejectUnauthorized: false });
    await once(beyond, 'error');
    expect(await bench.metric('limited_total', 'tls-handshakes')).toBe(1);
    bench.clock.advance(1_000);
    expect(await bench.tlsPeer()).toBeDefined();
  });

  test('an address from which a known certificate has come counts as known', async () => {
    await start({ clientCertificates: 'optional' }, new ByCertificate());
    const limit = HANDSHAKES_PER_SECOND.unknown.perAddress;
    for (let n = 0; n < limit + 1; n += 1) {
      const peer = await bench.tlsPeer(shown(pbx));
      expect(await peer.ask(rawRequest(peer, { method: 'OPTIONS', callId: `call-${n}` }))).toBe(200);
    }
  });
});
