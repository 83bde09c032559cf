import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SourceId, TenantId } from '../../src/base/ids.ts';
import { SiprecServer, SipServer } from '../../src/intake/index.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { DIGEST_REALM } from '../../src/tenants/index.ts';
import { digestHashes, type ReceivedResponse } from '../../src/wire/sip/index.ts';
import { digestAuthorization } from '../kit/digest-authorization.ts';
import { FakeCapture } from '../kit/fake-capture.ts';
import { fakeDirectory, readerOf } from '../kit/fake-directory.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { type RawRequest, RawSipPeer, rawRequest } from '../kit/raw-sip-peer.ts';
import { audioLine, offerOf } from '../kit/session-request.ts';
import { until } from '../kit/until.ts';

const FIRMA = '01900000-0000-7000-8000-000000000001' as TenantId;
const SECRET = 'a secret of 24 random bytes';
const digest = (user: string) => ({ user, hashes: digestHashes(user, DIGEST_REALM, SECRET) });
const id = (last: string) => `00000000-0000-7000-8000-00000000000${last}` as SourceId;
const directory = fakeDirectory(
  [{ id: FIRMA, numbers: [] }],
  [
    { id: id('1'), address: '', defaultTenantId: FIRMA, digest: digest('anywhere') },
    { id: id('2'), address: '127.0.0.2', defaultTenantId: FIRMA, digest: digest('there') },
    { id: id('3'), address: '127.0.0.3', defaultTenantId: FIRMA },
  ],
);

let clock: ManualClock;
let capture: FakeCapture;
let siprec: SiprecServer;
let sip: SipServer;
let metrics: ReturnType<typeof createMetrics>;
const peers: RawSipPeer[] = [];

beforeEach(async () => {
  clock = new ManualClock();
  capture = new FakeCapture();
  metrics = createMetrics();
  const common = { clock, log: quietLog, metrics, publicAddress: '127.0.0.1' };
  const calls = { onCallEnded: () => undefined, onCallRefused: async () => undefined };
  siprec = new SiprecServer({ ...common, ...calls, directory: readerOf(directory), capture });
  sip = await SipServer.start({ ...common, bind: '127.0.0.1', port: 0, user: siprec });
});

afterEach(async () => {
  for (const peer of peers.splice(0)) peer.close();
  const stopped = siprec.stop();
  clock.advance(64_000);
  await sip.stop();
  await stopped;
});

async function open(address: string, transport: 'udp' | 'tcp' = 'udp'): Promise<RawSipPeer> {
  const peer = await RawSipPeer.open(transport, sip.port, '127.0.0.1', address);
  peers.push(peer);
  return peer;
}

const INVITE: RawRequest = {
  method: 'INVITE',
  headers: ['Content-Type: application/sdp'],
  body: offerOf(...audioLine('1'), ...audioLine('2', 4002)),
};

/** Sends a request and returns its final response. */
async function final(peer: RawSipPeer, request: RawRequest): Promise<ReceivedResponse> {
  peer.send(rawRequest(peer, request));
  for (;;) {
    const message = await peer.next();
    const isAnswer =
      message.kind === 'response' && message.callId === request.callId && message.cseq.method === request.method;
    if (isAnswer && message.status >= 200) return message;
  }
}

type SignInAs = Omit<Parameters<typeof digestAuthorization>[1], 'method' | 'uri'>;

function signed(request: RawRequest, challenged: ReceivedResponse, as: SignInAs): RawRequest {
  const uri = 'sip:recorder@127.0.0.1';
  const header = digestAuthorization(challenged.headers, { ...as, method: request.method, uri });
  return { ...request, headers: [...(request.headers ?? []), header] };
}

let calls = 0;
const invite = (): RawRequest => ({ ...INVITE, callId: `digest-${calls++}` });

/** Sends an INVITE without and then with credentials; the status of the second. */
async function signInStatus(peer: RawSipPeer, as: SignInAs): Promise<number> {
  const request = invite();
  const challenged = await final(peer, request);
  expect(challenged.status).toBe(401);
  return (await final(peer, signed({ ...request, cseq: 2 }, challenged, as))).status;
}

const ANYWHERE = { user: 'anywhere', secret: SECRET } as const;

describe('a source that signs in', () => {
  test('is challenged with SHA-256 first, then MD5, without state, and once only', async () => {
    const peer = await open('127.0.0.9');
    const challenged = await final(peer, invite());
    expect(challenged.status).toBe(401);
    expect(challenged.headers.all('WWW-Authenticate')).toEqual([
      expect.stringMatching(/^Digest realm="fonoteka", nonce="[\w-]{40}", algorithm=SHA-256, qop="auth"$/),
      expect.stringMatching(/algorithm=MD5/),
    ]);
    for (let seconds = 0; seconds < 64; seconds += 1) clock.advance(1_000);
    expect([clock.pending, peer.raw.length, capture.calls.length]).toEqual([0, 1, 0]);
  });

  test.each([
    ['udp', { algorithm: 'SHA-256' }],
    ['tcp', { algorithm: 'SHA-256' }],
    ['udp', { algorithm: 'MD5' }],
    ['udp', { algorithm: 'MD5', qop: false }],
  ] as const)('records over %s by %j', async (transport, how) => {
    expect(await signInStatus(await open('127.0.0.9', transport), { ...ANYWHERE, ...how })).toBe(200);
    expect(capture.calls[0]!.description).toMatchObject({ sourceId: id('1'), tenantId: FIRMA });
  });

  test('from its own address only, if it has one', async () => {
    const there = { user: 'there', secret: SECRET };
    expect(await signInStatus(await open('127.0.0.2'), there)).toBe(200);
    expect(await signInStatus(await open('127.0.0.9'), there)).toBe(401);
    // An address where nobody needs to sign in stays as it is.
    expect((await final(await open('127.0.0.3'), invite())).status).toBe(200);
  });

  test.each([
    ['a wrong secret', { user: 'anywhere', secret: 'x' }],
    ['an unknown user', { user: 'nobody', secret: SECRET }],
    ['another user’s secret at another address', { user: 'there', secret: SECRET }],
  ])('%s is refused', async (_, as) => {
    expect(await signInStatus(await open('127.0.0.9'), as)).toBe(401);
    expect(capture.calls).toEqual([]);
  });

  test('a nonce is used again with a higher count, neither replayed nor from elsewhere nor after its life', async () => {
    const peer = await open('127.0.0.9');
    const challenged = await final(peer, invite());
    const withCount = (count: number, from = peer) => final(from, signed(invite(), challenged, { ...ANYWHERE, count }));
    expect((await withCount(1)).status).toBe(200);
    expect((await withCount(2)).status).toBe(200);
    const elsewhere = await open('127.0.0.10');
    for (const again of [await withCount(2), await withCount(1), await withCount(3, elsewhere)]) {
      expect(again.status).toBe(401);
      expect(again.headers.first('WWW-Authenticate')).toContain('stale=true');
    }
    clock.advance(301_000);
    const late = await withCount(9);
    expect(late.headers.first('WWW-Authenticate')).toContain('stale=true');
    expect((await final(peer, signed(invite(), late, { ...ANYWHERE, count: 1 }))).status).toBe(200);
  });

  test('a retransmission of a signed INVITE gets the same answer', async () => {
    const peer = await open('127.0.0.9');
    const request = invite();
    const again = rawRequest(peer, signed({ ...request, cseq: 2 }, await final(peer, request), ANYWHERE));
    peer.send(again);
    peer.send(again);
    await until('the session is open', () => siprec.activeSessions === 1);
    peer.send(again);
    expect((await final(peer, { method: 'OPTIONS', callId: 'all is read' })).status).toBe(200);
    const challenges = peer.raw.filter((bytes) => bytes.toString().startsWith('SIP/2.0 401'));
    expect([challenges.length, capture.calls.length]).toEqual([1, 1]);
  });

  test('its CANCEL is not challenged', async () => {
    const peer = await open('127.0.0.9');
    const request = invite();
    await final(peer, signed({ ...request, cseq: 2 }, await final(peer, request), ANYWHERE));
    const branch = `z9hG4bK-${request.callId!}-2-INVITE`;
    expect((await final(peer, { method: 'CANCEL', callId: request.callId!, cseq: 2, branch })).status).toBe(200);
  });

  test('asks by OPTIONS from an unknown address, too', async () => {
    const peer = await open('127.0.0.9');
    const challenged = await final(peer, { method: 'OPTIONS', callId: 'o' });
    expect(challenged.status).toBe(401);
    expect((await final(peer, signed({ method: 'OPTIONS', callId: 'o' }, challenged, ANYWHERE))).status).toBe(200);
  });

  test('guessing is throttled by address, and nobody else’s address can be made to wait', async () => {
    const peer = await open('127.0.0.9');
    for (let n = 0; n < 20; n += 1) {
      expect(await signInStatus(peer, { user: 'anywhere', secret: `guess ${n}` })).toBe(401);
      clock.advance(1_000);
    }
    await until('it is throttled', async () => {
      clock.advance(1_000);
      return (await final(peer, invite())).status === 403;
    });
    // Failures with a nonce that was not made for this address do not count.
    const other = await open('127.0.0.10');
    const challenged = await final(await open('127.0.0.11'), invite());
    for (let n = 0; n < 25; n += 1) {
      expect((await final(other, signed(invite(), challenged, { user: 'anywhere', secret: 'x' }))).status).toBe(401);
      clock.advance(1_000);
    }
    expect(await signInStatus(other, ANYWHERE)).toBe(200);
  });
});

async function session(): Promise<{ peer: RawSipPeer; callId: string; toTag: string }> {
  const peer = await open('127.0.0.9');
  const request = invite();
  const accepted = await final(peer, signed({ ...request, cseq: 2 }, await final(peer, request), ANYWHERE));
  const toTag = accepted.to.parameters.get('tag')!;
  peer.send(rawRequest(peer, { method: 'ACK', callId: request.callId!, cseq: 2, toTag }));
  await until('it is open', () => siprec.activeSessions === 1);
  return { peer, callId: request.callId!, toTag };
}

describe('within a dialog of a source that signs in', () => {
  test('its own address needs no credentials, another one does', async () => {
    const { peer, callId, toTag } = await session();
    const reinvite: RawRequest = { ...INVITE, callId, toTag, cseq: 3 };
    expect((await final(peer, reinvite)).status).toBe(200);
    peer.send(rawRequest(peer, { method: 'ACK', callId, toTag, cseq: 3 }));
    const moved = await open('127.0.0.10');
    const challenged = await final(moved, { ...reinvite, cseq: 4 });
    expect(challenged.status).toBe(401);
    expect((await final(moved, signed({ ...reinvite, cseq: 5 }, challenged, ANYWHERE))).status).toBe(200);
    expect(siprec.activeSessions).toBe(1);
  });

  test('another source that signs in does not change it', async () => {
    const { callId, toTag } = await session();
    const other = await open('127.0.0.2');
    const update: RawRequest = { ...INVITE, method: 'UPDATE', callId, toTag, cseq: 3 };
    const challenged = await final(other, update);
    const as = { user: 'there', secret: SECRET };
    expect((await final(other, signed({ ...update, cseq: 4 }, challenged, as))).status).toBe(403);
  });

  test.each(['127.0.0.9', '127.0.0.12'])('a BYE with its tags from %s ends it', async (address) => {
    const { callId, toTag } = await session();
    expect((await final(await open(address), { method: 'BYE', callId, toTag, cseq: 3 })).status).toBe(200);
    await until('it has ended', () => siprec.activeSessions === 0);
  });

  test('a BYE without a To tag ends it from the address that signed in', async () => {
    const { callId } = await session();
    expect((await final(await open('127.0.0.12'), { method: 'BYE', callId, cseq: 3 })).status).toBe(403);
    expect((await final(await open('127.0.0.9'), { method: 'BYE', callId, cseq: 3 })).status).toBe(200);
    await until('it has ended', () => siprec.activeSessions === 0);
  });
});
