import { describe, expect, it } from 'vitest';
import { FakeCapture, type FakeActiveCapture } from '../../../test/kit/fake-capture.ts';
import { fakeDirectory, type FakeSource, type FakeTenant, readerOf } from '../../../test/kit/fake-directory.ts';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { audioLine, metadataOf, offerOf, sessionBody } from '../../../test/kit/session-request.ts';
import type { TenantId } from '../../base/ids.ts';
import { readSessionDescription } from '../../wire/sdp/index.ts';
import { type ReceivedRequest, SipHeaders } from '../../wire/sip/index.ts';
import { type OpenSessionRequest, openSession } from './open-session.ts';
import type { RecordingSession } from './recording-session.ts';

const FIRMA = '01900000-0000-7000-8000-000000000001' as TenantId;
const PBX = '192.0.2.9';
const TWO_LEGS = offerOf(...audioLine('1'), ...audioLine('2', 4002));
const METADATA = metadataOf('sip:+48221234567@pbx', 'sip:+48512345678@pbx');

interface Parts {
  readonly sdp?: string;
  readonly metadata?: string;
}

function requestOf(parts: Parts, more: Record<string, string> = {}): ReceivedRequest {
  const { contentType, body } = sessionBody(parts);
  const all = { 'content-type': contentType, require: 'siprec', ...more };
  const headers = new SipHeaders(Object.entries(all).map(([name, value]) => ({ name, value })));
  return { kind: 'request', method: 'INVITE', uri: 'sip:srs@192.0.2.1', headers, body } as unknown as ReceivedRequest;
}

interface Setting extends Partial<OpenSessionRequest> {
  readonly address?: string;
  readonly tenant?: Partial<FakeTenant>;
  readonly recognition?: FakeSource['recognition'];
}

const capture = new FakeCapture();

function open(
  invite: ReceivedRequest,
  { tenant = {}, address = PBX, recognition = 'lenient', ...more }: Setting = {},
): ReturnType<typeof openSession> {
  const firma = { id: FIRMA, numbers: ['+48221234567'], ...tenant };
  return openSession({
    invite,
    peer: { transport: 'udp', address, port: 5060 },
    directory: readerOf(fakeDirectory([firma], [{ address: PBX, recognition }])),
    capture,
    clock: new ManualClock('2026-03-10T10:00:00Z'),
    publicAddress: '198.51.100.7',
    draining: false,
    onQuiet: { onRtpTimeout: () => undefined },
    ...more,
  });
}

async function opened(
  parts: Parts = { sdp: TWO_LEGS, metadata: METADATA },
): Promise<[RecordingSession, FakeActiveCapture]> {
  const session = await open(requestOf(parts));
  if (!session.ok) throw new Error(session.reason.reason);
  return [session.value, capture.calls.at(-1)!];
}

async function refusedBy(invite: ReceivedRequest, setting?: Setting): Promise<readonly [string, number]> {
  const before = capture.calls.length;
  const session = await open(invite, setting);
  if (session.ok) throw new Error('was not refused');
  expect(capture.calls.length).toBe(before);
  return [session.reason.reason, session.reason.response.status];
}

const mediaOf = (sdp: string | Buffer | undefined) => {
  const read = readSessionDescription(String(sdp ?? ''));
  return read.ok ? read.value.media.map(({ port, direction, label }) => [port, direction, label]) : read.reason;
};

describe('openSession', () => {
  it('records each party in its channel and answers every m-line', async () => {
    const [session, call] = await opened();
    expect(call.description).toMatchObject({
      tenantId: FIRMA,
      startedAt: Date.parse('2026-03-10T10:00:00Z'),
      direction: 'outbound',
      caller: '+48221234567',
      callee: '+48512345678',
      extensions: ['+48221234567'],
      correlationId: 'group-1',
      flags: [],
    });
    expect(call.legs.map(({ channel }) => channel)).toEqual(['caller', 'callee']);
    expect(call.legs[0]!.codecs).toEqual([
      { payloadType: 8, name: 'PCMA', clockRateHz: 8000 },
      { payloadType: 101, name: 'TELEPHONE-EVENT', clockRateHz: 8000 },
    ]);
    expect(mediaOf(session.media.description)).toEqual([
      [902, 'recvonly', '1'],
      [904, 'recvonly', '2'],
    ]);
  });

  it('records a single stream as mixed', async () => {
    const [, call] = await opened({ sdp: offerOf(...audioLine('1')), metadata: METADATA });
    expect(call.legs.map(({ channel }) => channel)).toEqual(['mixed']);
    expect(call.description.flags).toContain('mixed-stream');
  });

  it.each([
    ['none', undefined, 'metadata-missing'],
    ['broken', '<recording><', 'metadata-malformed'],
  ])('records with %s metadata what an address alone tells', async (_, metadata, flag) => {
    const invite = requestOf({ sdp: TWO_LEGS, ...(metadata && { metadata }) }, { 'x-tenant': FIRMA });
    const session = await open(invite);
    expect(session.ok && session.value.description.flags).toEqual([
      'direction-guessed',
      'parties-guessed',
      'channels-guessed',
      flag,
    ]);
    expect(session.ok && session.value.description.metadata).toEqual(metadata === undefined ? [] : [metadata]);
  });

  const both = { sdp: TWO_LEGS, metadata: METADATA };
  const unknown = metadataOf('sip:+48600100200@x', 'sip:+48600100300@x');
  const within = metadataOf('sip:101@x', 'sip:+48221234567@x');
  it.each<readonly [string, number, ReceivedRequest, Setting]>([
    ['source-unknown', 403, requestOf(both), { address: '203.0.113.5' }],
    ['tenant-unknown', 403, requestOf({ sdp: TWO_LEGS, metadata: unknown }), {}],
    ['not-entitled', 403, requestOf(both), { tenant: { entitled: false } }],
    ['recording-off', 403, requestOf(both), { tenant: { recordingEnabled: false } }],
    ['internal-off', 403, requestOf({ sdp: TWO_LEGS, metadata: within }), {}],
    ['no-capacity', 503, requestOf(both), { draining: true }],
    ['no-usable-media', 488, requestOf({ sdp: 'v=0\r\n', metadata: METADATA }), {}],
    ['no-usable-media', 488, requestOf({ sdp: offerOf('m=audio 4000 RTP/AVP 18'), metadata: METADATA }), {}],
    ['no-usable-media', 488, requestOf({ sdp: offerOf('m=audio 4000 RTP/SAVP 8'), metadata: METADATA }), {}],
    ['no-usable-media', 488, requestOf(both, { require: '' }), { recognition: 'strict' }],
  ])('refuses before any media: %s with %i', async (reason, status, invite, setting) => {
    expect(await refusedBy(invite, setting)).toEqual([reason, status]);
  });

  it('reports a refused call of a known tenant with all that is known', async () => {
    const session = await open(requestOf(both), { tenant: { recordingEnabled: false } });
    expect(!session.ok && session.reason.unrecorded).toMatchObject({
      tenantId: FIRMA,
      direction: 'outbound',
      caller: '+48221234567',
      reason: 'recording-off',
    });
    expect(!session.ok && session.reason.unrecorded).not.toHaveProperty('recordingId');
  });

  it('responds with 503 and Retry-After when there is no port', async () => {
    const full = new FakeCapture();
    full.refuses = 'no-ports';
    const session = await open(requestOf(both), { capture: full });
    expect(!session.ok && session.reason).toMatchObject({
      reason: 'no-capacity',
      response: { status: 503, headers: [{ name: 'Retry-After', value: '5' }] },
    });
  });

  it('recognises a strict session by its tag where Require is missing', async () => {
    const invite = requestOf(both, { require: '', contact: '<sip:src@192.0.2.9;+sip.src>' });
    expect((await open(invite, { recognition: 'strict' })).ok).toBe(true);
  });
});

describe('RecordingSession', () => {
  it('adds the second leg when it comes', async () => {
    const [session, call] = await opened({ sdp: offerOf(...audioLine('1')), metadata: METADATA });
    const reply = await session.change(requestOf({ sdp: TWO_LEGS }));
    expect(mediaOf(reply.content?.body)).toEqual([
      [902, 'recvonly', '1'],
      [904, 'recvonly', '2'],
    ]);
    expect(call.legs.map(({ channel }) => channel)).toEqual(['caller', 'callee']);
    expect(reply.content?.body).toMatch(/^o=- \d+ 2 IN IP4/m);
  });

  it('stops a leg whose m-line got port 0, and takes the m-line again for a new stream', async () => {
    const [session, call] = await opened();
    const removed = await session.change(requestOf({ sdp: offerOf(...audioLine('1'), ...audioLine('2', 0)) }));
    expect(mediaOf(removed.content?.body)).toEqual([
      [902, 'recvonly', '1'],
      [0, 'sendrecv', '2'],
    ]);
    expect(call.removed).toEqual([1]);
    expect(call.legs[0]!.channel).toBe('caller');
    const again = await session.change(requestOf({ sdp: TWO_LEGS }));
    expect(mediaOf(again.content?.body)).toEqual([
      [902, 'recvonly', '1'],
      [906, 'recvonly', '2'],
    ]);
    expect(call.legs[2]!.channel).toBe('callee');
  });

  it('names a stream that is refused, also one of a later offer, and no video', async () => {
    const g729 = ['m=audio 4004 RTP/AVP 18', 'a=label:3'];
    const [, call] = await opened({ sdp: offerOf(...audioLine('1'), ...g729), metadata: METADATA });
    expect(call.description.flags).toContain('leg-refused');
    const [session, changed] = await opened({
      sdp: offerOf(...audioLine('1'), ...audioLine('2', 4002), 'm=video 4006 RTP/AVP 96', ...audioLine('3', 0)),
      metadata: METADATA,
    });
    expect(changed.description.flags).not.toContain('leg-refused');
    await session.change(requestOf({ sdp: offerOf(...audioLine('1'), 'm=audio 4002 RTP/AVP 18', 'a=label:2') }));
    await session.change(requestOf({ sdp: TWO_LEGS, metadata: METADATA }));
    expect(changed.description.flags).toContain('leg-refused');
  });

  it('does not call a stream refused that is offered in two ways, one of them taken', async () => {
    const secure = ['m=audio 4000 RTP/SAVP 8', 'a=label:1'];
    const [, call] = await opened({
      sdp: offerOf(...secure, ...audioLine('1'), ...audioLine('2', 4002)),
      metadata: METADATA,
    });
    expect(call.description.flags).not.toContain('leg-refused');
  });

  it.each([['a=inactive'], ['c=IN IP4 0.0.0.0'], ['a=recvonly']])('pauses by %s and resumes', async (attribute) => {
    const [session, call] = await opened();
    const paused = await session.change(
      requestOf({ sdp: offerOf(...audioLine('1', 4000, attribute), ...audioLine('2', 4002, attribute)) }),
    );
    expect(call.paused).toEqual([true, true]);
    expect(mediaOf(paused.content?.body)).toEqual([
      [902, 'inactive', '1'],
      [904, 'inactive', '2'],
    ]);
    await session.change(requestOf({ sdp: TWO_LEGS }));
    expect(call.paused).toEqual([false, false]);
  });

  it('pauses at the time when the request came, also while an earlier one is being handled', async () => {
    const clock = new ManualClock('2026-03-10T10:00:00Z');
    const session = await open(requestOf({ sdp: TWO_LEGS, metadata: METADATA }), { clock });
    const call = capture.calls.at(-1)!;
    if (!session.ok) throw new Error(session.reason.reason);
    const hold = offerOf(...audioLine('1', 4000, 'a=inactive'), ...audioLine('2', 4002, 'a=inactive'));
    const changes = [session.value.change(requestOf({ metadata: METADATA }))];
    clock.advance(250);
    changes.push(session.value.change(requestOf({ sdp: hold })));
    clock.advance(1000);
    await Promise.all(changes);
    expect(call.pauseChangedAt).toBe(Date.parse('2026-03-10T10:00:00.250Z'));
  });

  const withoutSends = METADATA.replaceAll(/<send>[^<]*<\/send>/g, '');
  const secondAlone = METADATA.replace(/<send>[^<]*<\/send>/, '');
  const withoutAssociations = METADATA.replaceAll(/<participantstreamassoc[\s\S]*?<\/participantstreamassoc>/g, '');
  const withoutStreams = withoutSends.replaceAll(/<stream [\s\S]*?<\/stream>/g, '');
  it.each([
    ['nobody sends any stream', withoutSends, [true, true]],
    ['nobody sends one stream', secondAlone, [true, false]],
    ['a document says nothing about streams', withoutAssociations, [false, false]],
    ['a document does not know the streams any more', withoutStreams, [false, false]],
  ])('follows metadata in which %s, with media that goes on', async (_, metadata, paused) => {
    const [session, call] = await opened();
    await session.change(requestOf({ sdp: TWO_LEGS, metadata }));
    expect(call.paused).toEqual(paused);
    await session.control('pause');
    expect(call.pausedBy).toEqual(paused.map((byPbx) => (byPbx ? 'both' : 'order')));
    // An order lifts only what was ordered.
    const resumed = await session.control('resume');
    expect(resumed).toMatchObject({ ok: true, value: { paused: false } });
    expect(resumed.ok && resumed.value.pausedByPbx === true).toBe(!paused.includes(false));
    expect(call.paused).toEqual(paused);
    await session.change(requestOf({ metadata: METADATA }));
    expect(call.paused).toEqual([false, false]);
  });

  it('a stream whose sender was never named is not paused by metadata', async () => {
    const [session, call] = await opened({ sdp: TWO_LEGS, metadata: withoutSends });
    await session.change(requestOf({ metadata: withoutSends }));
    expect(call.paused).toEqual([false, false]);
  });

  it('takes the real parties from a later document', async () => {
    const dummies = metadataOf('sip:dummy1@x', 'sip:dummy2@x');
    const session = await open(requestOf({ sdp: TWO_LEGS, metadata: dummies }, { 'x-tenant': FIRMA }));
    const call = capture.calls.at(-1)!;
    expect(call.description.caller).toBeNull();
    const reply = session.ok ? await session.value.change(requestOf({ metadata: METADATA })) : null;
    expect(reply?.status).toBe(200);
    expect(call.description).toMatchObject({ caller: '+48221234567', direction: 'outbound', flags: [] });
  });

  it('swaps the channels when a later document says who is in which stream', async () => {
    const [session, call] = await opened({ sdp: TWO_LEGS, metadata: METADATA });
    const swapped = METADATA.replace('<label>1<', '<label>x<')
      .replace('<label>2<', '<label>1<')
      .replace('<label>x<', '<label>2<');
    await session.change(requestOf({ metadata: swapped }));
    expect(call.legs.map(({ channel }) => channel)).toEqual(['callee', 'caller']);
  });

  it('a stream that an offer gives the label of the other party is that party’s from then on, not before', async () => {
    const clock = new ManualClock('2026-03-10T10:00:00Z');
    const session = await open(requestOf({ sdp: TWO_LEGS, metadata: METADATA }), { clock });
    if (!session.ok) throw new Error(session.reason.reason);
    const call = capture.calls.at(-1)!;
    clock.advance(60_000);
    const at = clock.now();
    await session.value.change(requestOf({ sdp: offerOf(...audioLine('2'), ...audioLine('1', 4002)) }));
    expect(call.legs.map(({ channel, channelSince }) => [channel, channelSince])).toEqual([
      ['callee', at],
      ['caller', at],
    ]);
    expect(call.removed).toEqual([]);
  });

  it('does not move a call to another customer', async () => {
    const [session, call] = await opened();
    await session.change(requestOf({ metadata: metadataOf('sip:+48587654321@x', 'sip:+48600100200@x') }));
    expect(call.description).toMatchObject({ tenantId: FIRMA });
  });

  it('refuses unsupported media and changes nothing', async () => {
    const [session, call] = await opened();
    expect(await session.change(requestOf({ sdp: offerOf('m=audio 4000 RTP/AVP 18') }))).toEqual({ status: 488 });
    expect(await session.change(requestOf({ sdp: 'nonsense' }))).toEqual({ status: 488 });
    expect(call.removed).toEqual([]);
    expect(mediaOf(session.media.description)).toHaveLength(2);
  });

  it('responds with 503 when there is no port for a new leg, and continues with the others', async () => {
    const [session, call] = await opened({ sdp: offerOf(...audioLine('1')), metadata: METADATA });
    capture.refuses = 'no-ports';
    expect(await session.change(requestOf({ sdp: TWO_LEGS }))).toEqual({
      status: 503,
      headers: [{ name: 'Retry-After', value: '5' }],
    });
    capture.refuses = null;
    expect(call.legs).toHaveLength(1);
  });

  it('ends once, after the changes before it, and takes none after', async () => {
    const [session, call] = await opened({ sdp: offerOf(...audioLine('1')), metadata: METADATA });
    const change = session.change(requestOf({ sdp: TWO_LEGS }));
    const [first, second] = await Promise.all([session.end('hang-up'), session.end('shutdown')]);
    expect((await change).status).toBe(200);
    expect(first.legs).toHaveLength(2);
    expect(second).toBe(first);
    expect(call.endedBy).toBe('hang-up');
    expect(await session.change(requestOf({ sdp: TWO_LEGS }))).toEqual({ status: 481 });
  });
});
