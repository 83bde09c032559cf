import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { SiprecServer, SipServer } from '../../src/intake/index.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { FakeCapture } from '../kit/fake-capture.ts';
import { fakeDirectory, readerOf } from '../kit/fake-directory.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { RawSipPeer, rawRequest } from '../kit/raw-sip-peer.ts';
import { audioLine, offerOf } from '../kit/session-request.ts';

const FIRMA = '01900000-0000-7000-8000-000000000001' as TenantId;
const KNOWN = '127.0.0.1';
const UNKNOWN = '127.0.0.2';
const directory = fakeDirectory([{ id: FIRMA, numbers: [] }], [{ address: KNOWN, defaultTenantId: FIRMA }]);

let clock: ManualClock;
let capture: FakeCapture;
let siprec: SiprecServer;
let sip: SipServer;
let pbx: RawSipPeer;
let unknown: RawSipPeer;

const open = (address: string, transport: 'udp' | 'tcp' = 'udp') =>
  RawSipPeer.open(transport, sip.port, '127.0.0.1', address);

beforeEach(async () => {
  clock = new ManualClock();
  capture = new FakeCapture();
  const common = { clock, log: quietLog, metrics: createMetrics(), publicAddress: '127.0.0.1' };
  const calls = { onCallEnded: () => undefined, onCallRefused: async () => undefined };
  siprec = new SiprecServer({ ...common, ...calls, directory: readerOf(directory), capture });
  sip = await SipServer.start({ ...common, bind: '127.0.0.1', port: 0, user: siprec });
  pbx = await open(KNOWN);
  unknown = await open(UNKNOWN);
});

afterEach(async () => {
  for (const peer of [pbx, unknown]) peer.close();
  const stopped = siprec.stop();
  clock.advance(64_000);
  await sip.stop();
  await stopped;
});

const OFFER = offerOf(...audioLine('1'), ...audioLine('2', 4002));
const session = (callId: string, size = 0) => ({
  method: 'INVITE',
  callId,
  headers: ['Content-Type: application/sdp'],
  body: OFFER + 'a=x\r\n'.repeat(Math.ceil(size / 5)),
});

/** Resolves when the server has read everything that was sent before: one socket receives in order. */
let probes = 0;
async function everythingRead(): Promise<void> {
  const callId = `probe-${probes++}`;
  pbx.send(rawRequest(pbx, { method: 'OPTIONS', callId }));
  for (;;) if ((await pbx.next()).callId === callId) return;
}

/** Requests a session as the known PBX; the final status. */
async function sessionStatus(callId: string): Promise<number> {
  pbx.send(rawRequest(pbx, session(callId)));
  for (;;) {
    const message = await pbx.next();
    if (message.kind === 'response' && message.callId === callId && message.status >= 200) return message.status;
  }
}

const minimal = (method: string, peer: RawSipPeer, id = '1'): string =>
  [
    `${method} sip:a@b SIP/2.0`,
    `Via: SIP/2.0/UDP c:${peer.port};branch=z9hG4bK${id};rport`,
    'From: <sip:a@b>;tag=1',
    'To: <sip:a@b>',
    `Call-ID: ${id}`,
    `CSeq: 1 ${method}`,
    '',
    '',
  ].join('\r\n');

describe('what an unknown source gets over UDP is no more than it sent', () => {
  test.each<[string, (peer: RawSipPeer) => string]>([
    ['an INVITE of the smallest size', (peer) => minimal('INVITE', peer)],
    ['an INVITE', (peer) => rawRequest(peer, session('small'))],
    ['an INVITE of middle size', (peer) => rawRequest(peer, session('middle', 1_200))],
    [
      'an INVITE of many Vias',
      (peer) =>
        rawRequest(peer, {
          ...session('vias'),
          headers: Array.from({ length: 20 }, (_, n) => `Via: SIP/2.0/UDP h${n};branch=z9hG4bK${n}`),
        }),
    ],
    ['OPTIONS of the smallest size', (peer) => minimal('OPTIONS', peer)],
    ['OPTIONS', (peer) => rawRequest(peer, { method: 'OPTIONS' })],
    ['a BYE of no dialog', (peer) => rawRequest(peer, { method: 'BYE', toTag: 'guessed' })],
    ['a CANCEL', (peer) => rawRequest(peer, { method: 'CANCEL' })],
    ['an unknown method', (peer) => rawRequest(peer, { method: 'X' })],
    ['an unknown extension', (peer) => rawRequest(peer, { method: 'INVITE', headers: ['Require: a'] })],
    ['a malformed request of the smallest size', (peer) => minimal('INVITE', peer).replace('CSeq: 1', 'CSeq: x')],
    ['a malformed request', (peer) => rawRequest(peer, { method: 'INVITE', headers: ['no colon'] })],
    ['a request without From', (peer) => rawRequest(peer, { method: 'OPTIONS' }).replace(/From:.*\r\n/, '')],
    ['another version', (peer) => rawRequest(peer, { method: 'OPTIONS' }).replace('SIP/2.0\r\n', 'SIP/7.0\r\n')],
  ])('%s', async (_, request) => {
    const bytes = Buffer.from(request(unknown));
    unknown.send(bytes);
    await everythingRead();
    // Every timer of a transaction has run.
    for (let seconds = 0; seconds < 64; seconds += 1) clock.advance(1_000);
    await everythingRead();
    const received = unknown.raw.reduce((sum, { length }) => sum + length, 0);
    expect(unknown.raw.length).toBeLessThanOrEqual(1);
    expect(received).toBeLessThanOrEqual(bytes.length);
    expect(capture.calls).toEqual([]);
  });

  test('a usual INVITE gets 403, each time with the same tag and without state', async () => {
    const invite = rawRequest(unknown, session('usual'));
    unknown.send(invite);
    const answer = await unknown.next();
    expect(answer).toMatchObject({ status: 403, callId: 'usual' });
    unknown.send(invite);
    expect((await unknown.next()).to.parameters.get('tag')).toBe(answer.to.parameters.get('tag'));
    expect(clock.pending).toBe(0);
  });
});

/** As many INVITEs as come at 400 a second in the life of a transaction over UDP, 32 s. */
test('a flood of INVITEs from unknown sources: no session of the known PBX is refused', async () => {
  const others = await Promise.all([2, 3, 4, 5].map((last) => open(`127.0.0.${last}`)));
  const statuses = new Set<number>();
  for (let second = 0; second < 32; second += 1) {
    for (let n = 0; n < 400; n += 4) {
      for (const [at, peer] of others.entries()) peer.send(minimal('INVITE', peer, `${second}-${n}-${at}`));
      if (n % 40 === 0) await everythingRead();
    }
    statuses.add(await sessionStatus(`known-${second}`));
  }
  expect([...statuses]).toEqual([200]);
  for (const peer of others) peer.close();
});

test('a source that was added a moment ago is not refused; while that cannot be read, it gets 503', async () => {
  const added = fakeDirectory([{ id: FIRMA, numbers: [] }], [{ address: UNKNOWN, defaultTenantId: FIRMA }]);
  let known = directory;
  let databaseIsAway = true;
  const look = async () => {
    if (databaseIsAway) throw new Error('away');
    return (known = added);
  };
  const reader = {
    current: look,
    currentForMany: look,
    get lastKnown() {
      return known;
    },
  };
  const common = { clock, log: quietLog, metrics: createMetrics(), publicAddress: '127.0.0.1' };
  const calls = { onCallEnded: () => undefined, onCallRefused: async () => undefined };
  const user = new SiprecServer({ ...common, ...calls, directory: reader, capture });
  const server = await SipServer.start({ ...common, bind: '127.0.0.1', port: 0, user });
  const peer = await RawSipPeer.open('udp', server.port, '127.0.0.1', UNKNOWN);
  expect(await peer.ask(rawRequest(peer, session('early')))).toBe(503);
  databaseIsAway = false;
  peer.send(rawRequest(peer, session('new')));
  expect([await peer.nextStatus(), await peer.nextStatus()]).toEqual([100, 200]);
  peer.close();
  await server.stop();
});

test('a request within a dialog is served from another address of the PBX, with a wrong tag it is refused', async () => {
  pbx.send(rawRequest(pbx, session('call')));
  await pbx.next();
  const toTag = (await pbx.next()).to.parameters.get('tag')!;
  pbx.send(rawRequest(pbx, { method: 'ACK', callId: 'call', toTag, branch: 'z9hG4bK-ack' }));
  const bye = { method: 'BYE', callId: 'call', cseq: 2 };
  expect(await unknown.ask(rawRequest(unknown, { ...bye, toTag: 'guessed', branch: 'z9hG4bK-guess' }))).toBe(403);
  expect(siprec.activeSessions).toBe(1);
  const request = rawRequest(unknown, { ...bye, toTag });
  expect(await unknown.ask(request)).toBe(200);
  expect(siprec.activeSessions).toBe(0);
  // Repeated, because the 200 was lost on the way.
  expect(await unknown.ask(request)).toBe(200);
});
