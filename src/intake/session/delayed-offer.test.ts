import { describe, expect, it } from 'vitest';
import { FakeCapture, type FakeActiveCapture } from '../../../test/kit/fake-capture.ts';
import { fakeDirectory, readerOf } from '../../../test/kit/fake-directory.ts';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { audioLine, metadataOf, offerOf, sessionBody } from '../../../test/kit/session-request.ts';
import type { TenantId } from '../../base/ids.ts';
import { readSessionDescription } from '../../wire/sdp/index.ts';
import { type ReceivedRequest, SipHeaders } from '../../wire/sip/index.ts';
import { openSession } from './open-session.ts';
import type { RecordingSession } from './recording-session.ts';
import type { Peer } from '../sip/peer.ts';

const FIRMA = '01900000-0000-7000-8000-000000000001' as TenantId;
const PBX = '192.0.2.9';
const METADATA = metadataOf('sip:+48221234567@pbx', 'sip:+48512345678@pbx');
const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw==';
const clock = new ManualClock('2026-03-10T10:00:00Z');

function requestOf(method: string, parts: { sdp?: string; metadata?: string }): ReceivedRequest {
  const { contentType, body } = sessionBody(parts);
  const isEmpty = Object.keys(parts).length === 0;
  const headers = new SipHeaders(isEmpty ? [] : [{ name: 'Content-Type', value: contentType }]);
  return {
    kind: 'request',
    method,
    uri: 'sip:srs@192.0.2.1',
    headers,
    body: isEmpty ? Buffer.alloc(0) : body,
  } as unknown as ReceivedRequest;
}

async function opened(
  parts: { sdp?: string; metadata?: string } = { metadata: METADATA },
  transport: string = 'udp',
): Promise<[RecordingSession, FakeActiveCapture]> {
  const capture = new FakeCapture();
  const session = await openSession({
    invite: requestOf('INVITE', parts),
    peer: { transport, address: PBX, port: 5060 } as Peer,
    directory: readerOf(
      fakeDirectory([{ id: FIRMA, numbers: ['+48221234567'] }], [{ address: PBX, defaultTenantId: FIRMA }]),
    ),
    capture,
    clock,
    publicAddress: '198.51.100.7',
    draining: false,
    onQuiet: { onRtpTimeout: () => undefined },
  });
  if (!session.ok) throw new Error(session.reason.reason);
  return [session.value, capture.calls[0]!];
}

function mediaOf(sdp: unknown) {
  const read = readSessionDescription(String(sdp));
  if (!read.ok) throw new Error(read.reason);
  return read.value.media;
}

const shapeOf = (sdp: unknown) => mediaOf(sdp).map(({ port, direction, label }) => [port, direction, label]);

const secure = (key: string) =>
  offerOf(...audioLine('1'), `a=crypto:1 AEAD_AES_128_GCM inline:${key}`, ...audioLine('2', 4002));

const versionOf = (sdp: string) => Number(/o=- \d+ (\d+)/.exec(sdp)![1]);

describe('an INVITE without an offer', () => {
  it('gets ours: a line to receive each stream of the metadata, with every codec that we decode', async () => {
    const [session, call] = await opened();
    expect(session.media.isOwnOffer).toBe(true);
    expect(shapeOf(session.media.description)).toEqual([
      [902, 'recvonly', '1'],
      [904, 'recvonly', '2'],
    ]);
    const [line] = mediaOf(session.media.description);
    expect(line).toMatchObject({ protocol: 'RTP/AVP', crypto: [] });
    expect(line!.codecs.map(({ name, payloadType }) => [name, payloadType])).toEqual([
      ['PCMA', 8],
      ['PCMU', 0],
      ['G722', 9],
      ['OPUS', 107],
      ['CN', 13],
      ['TELEPHONE-EVENT', 101],
    ]);
    // What comes before the ACK is recorded, too.
    expect(call.legs.map(({ channel }) => channel)).toEqual(['caller', 'callee']);
    expect(call.legs[0]!.codecs).toContainEqual({ payloadType: 107, name: 'OPUS', clockRateHz: 48_000 });
  });

  it('without metadata gets a line for each party', async () => {
    const [session, call] = await opened({});
    expect(shapeOf(session.media.description)).toEqual([
      [902, 'recvonly', null],
      [904, 'recvonly', null],
    ]);
    expect(call.description.flags).toContain('metadata-missing');
  });

  it('has its answer in the ACK: codecs, addresses, labels, what is refused', async () => {
    const [session, call] = await opened({});
    const answer = offerOf(...audioLine('7', 5000), 'm=audio 0 RTP/AVP 8').replaceAll('192.0.2.9', '192.0.2.77');
    await session.acknowledge(requestOf('ACK', { sdp: answer }));
    expect(session.media.isOwnOffer).toBe(false);
    expect(call.legs[0]!.codecs.map(({ name }) => name)).toEqual(['PCMA', 'TELEPHONE-EVENT']);
    expect(call.legs[0]!.sources).toEqual(['192.0.2.77', PBX]);
    expect(call.removed).toEqual([1]);
    expect(call.description.flags).not.toContain('leg-refused');
  });

  it('an answer in codecs that nobody offered refuses the line, and the call says so', async () => {
    const [session, call] = await opened({});
    const answer = offerOf(...audioLine('1', 5000), 'm=audio 5002 RTP/AVP 96', 'a=rtpmap:96 speex/16000');
    await session.acknowledge(requestOf('ACK', { sdp: answer }));
    expect(call.removed).toEqual([1]);
    expect(call.description.flags).toContain('leg-refused');
  });

  it.each([
    ['none', {}],
    ['one that cannot be read', { sdp: 'v=0\r\n' }],
  ])('with an ACK that has %s is recorded as offered', async (_, parts) => {
    const [session, call] = await opened();
    const legs = [...call.legs];
    await session.acknowledge(requestOf('ACK', parts));
    expect(call.legs).toEqual(legs);
    expect(call.removed).toEqual([]);
  });

  it('a line that the answer leaves out is removed, one that it adds is not recorded', async () => {
    const [session, call] = await opened();
    await session.acknowledge(requestOf('ACK', { sdp: offerOf(...audioLine('1', 5000)) }));
    expect(call.removed).toEqual([1]);
    const [other, otherCall] = await opened();
    const three = offerOf(...audioLine('1', 5000), ...audioLine('2', 5002), ...audioLine('3', 5004));
    await other.acknowledge(requestOf('ACK', { sdp: three }));
    expect(otherCall.legs).toHaveLength(2);
  });

  it('has keys in our offer over TLS only; an answer with one of them means SRTP from the first packet', async () => {
    const [session, call] = await opened({}, 'tls');
    const [line] = mediaOf(session.media.description);
    expect(line!.protocol).toBe('RTP/AVP');
    expect(line!.crypto.map(({ suiteName }) => suiteName)[0]).toBe('AEAD_AES_256_GCM');
    const answer = offerOf(
      ...audioLine('1', 5000),
      `a=crypto:2 AEAD_AES_128_GCM inline:${KEY}`,
      ...audioLine('2', 5002),
    );
    await session.acknowledge(requestOf('ACK', { sdp: answer }));
    const keys = { suite: 'AEAD_AES_128_GCM', keys: [{ keySalt: KEY, mki: '' }] };
    expect(call.legs.map(({ security }) => security)).toEqual([[{ since: 0, keys }], undefined]);
  });
});

describe('a re-INVITE without an offer', () => {
  it('gets ours: the codecs in use keep their payload types, a paused stream may resume, a removed one stays removed', async () => {
    const lines = ['m=audio 4000 RTP/AVP 101 8', 'a=rtpmap:101 L16/8000', 'a=label:1', 'a=inactive'];
    const [session, call] = await opened({ sdp: offerOf(...lines, ...audioLine('2', 4002), 'm=video 9 RTP/AVP 99') });
    await session.change(
      requestOf('INVITE', { sdp: offerOf(...lines, 'm=audio 0 RTP/AVP 8', 'm=video 9 RTP/AVP 99') }),
    );
    const before = versionOf(session.media.description);
    const response = await session.change(requestOf('INVITE', {}));
    expect(response).toMatchObject({ status: 200, isOffer: true });
    const sdp = String(response.content!.body);
    expect(versionOf(sdp)).toBe(before + 1);
    expect(shapeOf(sdp)).toEqual([
      [902, 'recvonly', '1'],
      [0, 'sendrecv', null],
      [0, 'sendrecv', null],
    ]);
    const codecs = mediaOf(sdp)[0]!.codecs.map(({ name, payloadType }) => `${payloadType} ${name}`);
    expect(codecs.slice(0, 2)).toEqual(['101 L16', '8 PCMA']);
    expect(codecs).toContain('96 TELEPHONE-EVENT');
    expect(call.paused).toEqual([true, false]);
    const answer = offerOf('m=audio 4000 RTP/AVP 8', 'a=sendonly', 'm=audio 0 RTP/AVP 8', 'm=video 0 RTP/AVP 99');
    await session.acknowledge(requestOf('ACK', { sdp: answer }));
    expect(call.paused).toEqual([false, false]);
    expect(call.legs[0]!.codecs.map(({ name }) => name)).toEqual(['PCMA']);
    // Its label is that of the offer before.
    expect(call.legs).toHaveLength(2);
  });

  it('the answer may pause; an ACK without offer of ours changes nothing', async () => {
    const [session, call] = await opened({ sdp: offerOf(...audioLine('1'), ...audioLine('2', 4002)) });
    await session.acknowledge(requestOf('ACK', { sdp: offerOf(...audioLine('1', 4000, 'a=inactive')) }));
    expect(call.paused).toEqual([false, false]);
    await session.change(requestOf('INVITE', {}));
    const hold = offerOf(...audioLine('1', 4000, 'a=inactive'), ...audioLine('2', 4002, 'a=inactive'));
    await session.acknowledge(requestOf('ACK', { sdp: hold }));
    expect(call.paused).toEqual([true, true]);
  });

  it('answered by an offer instead, keeps the keys of each time', async () => {
    const [session, call] = await opened({});
    await session.acknowledge(requestOf('ACK', {}));
    await session.change(requestOf('INVITE', { sdp: secure(KEY) }));
    await session.change(requestOf('INVITE', { sdp: secure(KEY.replace('AAEC', 'CCEC')) }));
    expect(call.legs[0]!.security).toHaveLength(2);
  });

  it('an UPDATE without one gets no offer: it changes or refreshes something else', async () => {
    const [session] = await opened();
    expect(await session.change(requestOf('UPDATE', {}))).toEqual({ status: 200 });
  });
});
