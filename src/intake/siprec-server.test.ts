import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCapture } from '../../test/kit/fake-capture.ts';
import { fakeDirectory, readerOf } from '../../test/kit/fake-directory.ts';
import { FakeInvite, METADATA, PEER, type RequestParts, TWO_LEGS } from '../../test/kit/fake-invite.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { audioLine, offerOf } from '../../test/kit/session-request.ts';
import type { SourceId, TenantId } from '../base/ids.ts';
import type { UnrecordedCall } from '../calls/index.ts';
import type { SpooledCall } from '../spool/index.ts';
import type { DirectoryReader } from '../tenants/index.ts';
import { SiprecServer } from './siprec-server.ts';
import type { SiprecServerOptions } from './siprec-server-options.ts';
import type { AcceptOptions, ResponseOptions } from './sip/transaction-user.ts';

const FIRMA = '01900000-0000-7000-8000-000000000001' as TenantId;
const directory = fakeDirectory(
  [{ id: FIRMA, numbers: ['+48221234567'] }],
  [{ address: PEER.address, defaultTenantId: FIRMA }],
);

let capture: FakeCapture;
let metrics: Registry;
let finished: SpooledCall[];
let unrecorded: UnrecordedCall[];

beforeEach(() => {
  capture = new FakeCapture();
  metrics = new Registry();
  finished = [];
  unrecorded = [];
});

function serverOf(more: Partial<SiprecServerOptions> = {}): SiprecServer {
  return new SiprecServer({
    directory: readerOf(directory),
    capture,
    onCallEnded: (call) => finished.push(call),
    onCallRefused: async (call) => void unrecorded.push(call),
    clock: new ManualClock(),
    log: pino({ level: 'silent' }),
    metrics,
    publicAddress: '198.51.100.7',
    ...more,
  });
}

async function counted(name: string, labels: Record<string, string> = {}): Promise<number> {
  const metric = await metrics.getSingleMetric(name)!.get();
  return metric.values.find((value) => Object.entries(labels).every(([key, label]) => value.labels[key] === label))!
    .value;
}

async function answerTo(
  server: SiprecServer,
  invite = new FakeInvite(),
): Promise<readonly [FakeInvite, AcceptOptions | ResponseOptions]> {
  server.onInvite(invite);
  return [invite, await invite.answered.promise];
}

/** One of the two sessions of a call, as a PBX without SIPREC sends them. */
const half = (side: string) =>
  new FakeInvite({
    sdp: offerOf(...audioLine('1')),
    headers: { 'X-Fonoteka-Side': side, 'X-Fonoteka-Call-Id': 'c1' },
  });

const at = (address: string) => ({ ...PEER, address });

describe('SiprecServer', () => {
  it('answers with plain SDP, records until BYE and passes the call on', async () => {
    const server = serverOf();
    const [invite, answer] = await answerTo(server);
    expect(answer.content).toMatchObject({
      type: 'application/sdp',
      body: expect.stringContaining('a=label:2') as string,
    });
    expect(server.activeSessions).toBe(1);
    invite.session!.onEnd('bye');
    await server.stop();
    expect(finished.map(({ endReason }) => endReason)).toEqual(['hang-up']);
    expect(invite.byes).toBe(0);
    expect(await counted('fonoteka_recording_sessions_ended_total', { end: 'hang-up' })).toBe(1);
    expect(await counted('fonoteka_recording_sessions_active')).toBe(0);
  });

  it('hangs up after an RTP timeout', async () => {
    const server = serverOf();
    const [invite] = await answerTo(server);
    capture.calls[0]!.request.onRtpTimeout();
    await server.stop();
    expect(invite.byes).toBe(1);
    expect(finished.map(({ endReason }) => endReason)).toEqual(['rtp-timeout']);
  });

  it.each([
    ['gone at the first probe', ['gone'], 1],
    ['without two answers in a row', ['no-answer', 'alive', 'no-answer', 'no-answer'], 4],
  ] as const)('hangs up on a silent PBX that is %s', async (_, probes, silences) => {
    const server = serverOf();
    const [invite] = await answerTo(server);
    invite.probes.push(...probes);
    for (let silence = 1; silence <= silences; silence += 1) {
      expect(server.activeSessions).toBe(1);
      capture.calls[0]!.request.onSilence!();
      await nextTurn();
    }
    await server.stop();
    expect(invite.byes).toBe(1);
    expect(finished.map(({ endReason }) => endReason)).toEqual(['peer-gone']);
  });

  it('hangs up after the longest pause, and after the longest call; a call that has ended leaves no timer', async () => {
    const clock = new ManualClock();
    const server = serverOf({ clock, longestCallMs: 60_000 });
    await answerTo(server);
    capture.calls[0]!.request.onPauseLimit!();
    await answerTo(server);
    clock.advance(59_000);
    expect(server.activeSessions).toBe(1);
    clock.advance(1_000);
    await server.stop();
    expect(finished.map(({ endReason }) => endReason)).toEqual(['pause-limit', 'call-limit']);
    expect(clock.pending).toBe(0);
  });

  it('asks an SRC that allows it for a full document, as long as there is none, at most three times', async () => {
    const accept = 'application/sdp, application/rs-metadata, application/rs-metadata-request';
    const [invite] = await answerTo(serverOf(), new FakeInvite({ accept, metadata: '<recording><broken>' }));
    expect(invite.asked).toEqual([]);
    invite.session!.onAck!(invite.request);
    invite.session!.onAck!(invite.request);
    expect(invite.asked).toHaveLength(1);
    await invite.change('UPDATE', { metadata: '<broken' });
    await invite.change('UPDATE', { metadata: METADATA.replace('complete', 'partial') });
    await nextTurn();
    expect(invite.asked).toHaveLength(3);
    await invite.change('UPDATE', { metadata: '<broken' });
    await nextTurn();
    expect(invite.asked).toHaveLength(3);
  });

  it.each<readonly [string, RequestParts]>([
    ['has sent one', { accept: 'application/rs-metadata-request', metadata: METADATA }],
    ['does not allow it', { accept: 'application/sdp, application/rs-metadata' }],
  ])('does not ask an SRC that %s', async (_, parts) => {
    const [invite] = await answerTo(serverOf(), new FakeInvite(parts));
    invite.session!.onAck!(invite.request);
    await invite.change('UPDATE', { sdp: TWO_LEGS });
    await nextTurn();
    expect(invite.asked).toEqual([]);
  });

  it.each([
    ['no-ack', 'hang-up'],
    ['session-expired', 'session-expired'],
  ] as const)('ends a call when its dialog ends by %s', async (end, reason) => {
    const server = serverOf();
    const [invite] = await answerTo(server);
    invite.session!.onEnd(end);
    await server.stop();
    expect(finished.map(({ endReason }) => endReason)).toEqual([reason]);
  });

  it('closes the ports of a session that was cancelled before it was answered', async () => {
    const server = serverOf();
    const invite = new FakeInvite();
    invite.cancel();
    await answerTo(server, invite);
    await server.stop();
    expect(capture.activeCalls).toBe(0);
    expect(server.activeSessions).toBe(0);
    expect(finished).toHaveLength(1);
  });

  it('drains: takes no more, and waits for the open sessions to end by themselves', async () => {
    const clock = new ManualClock();
    const server = serverOf({ clock });
    const [invite] = await answerTo(server);
    let drained = false;
    const draining = server.drain(60_000).then(() => (drained = true));
    expect(server.unavailability()).toMatchObject({ status: 503, reason: 'Recorder Stops' });
    const [, refused] = await answerTo(server);
    expect(refused).toMatchObject({ status: 503 });
    await nextTurn();
    expect(drained).toBe(false);
    invite.session!.onEnd('bye');
    await draining;
    expect(finished.map(({ endReason }) => endReason)).toEqual(['hang-up']);
    expect(invite.byes).toBe(0);
    await server.stop();
    expect(clock.pending).toBe(0);
  });

  it('takes the other half of an open call while it drains', async () => {
    const server = serverOf();
    const [first] = await answerTo(server, half('caller'));
    const draining = server.drain(60_000);
    const [second, answer] = await answerTo(server, half('callee'));
    expect(answer).not.toHaveProperty('status');
    first.session!.onEnd('bye');
    second.session!.onEnd('bye');
    await draining;
    expect(finished.map(({ legs }) => legs.length)).toEqual([2]);
  });

  it('drains no longer than so; what is left is hung up', async () => {
    const clock = new ManualClock();
    const server = serverOf({ clock });
    const [invite] = await answerTo(server);
    const draining = server.drain(60_000);
    await nextTurn();
    clock.advance(60_000);
    await draining;
    expect(invite.byes).toBe(0);
    await server.stop();
    expect(invite.byes).toBe(1);
    expect(finished.map(({ endReason }) => endReason)).toEqual(['shutdown']);
  });

  it('hangs up and passes on all calls at shutdown, and accepts no more', async () => {
    const server = serverOf();
    const [first] = await answerTo(server);
    const late = new FakeInvite();
    server.onInvite(late);
    await server.stop();
    expect(first.byes).toBe(1);
    expect(finished.map(({ endReason }) => endReason)).toEqual(finished.map(() => 'shutdown'));
    expect(capture.activeCalls).toBe(0);
    expect(server.unavailability()).toMatchObject({ reason: 'Recorder Stops' });
    const [, answer] = await answerTo(server);
    expect(answer).toMatchObject({ status: 503, headers: [{ name: 'Retry-After', value: '5' }] });
    expect(unrecorded.at(-1)).toMatchObject({ tenantId: FIRMA, reason: 'no-capacity' });
  });

  it('counts a refusal by its reason and reports the call when the tenant is known', async () => {
    capture.refuses = 'no-ports';
    const server = serverOf();
    expect((await answerTo(server))[1]).toMatchObject({ status: 503 });
    expect(await counted('fonoteka_recording_sessions_refused_total', { reason: 'no-capacity' })).toBe(1);
    expect(unrecorded).toHaveLength(1);
  });

  it.each([
    'too-many-calls',
    'overloaded',
    'no-ports',
    'disk-nearly-full',
    'disk-failing',
    'restarting',
    'closed',
  ] as const)('answers OPTIONS as it answers INVITEs while the capture refuses: %s', async (refuses) => {
    const server = serverOf();
    expect(server.unavailability()).toBeNull();
    capture.refuses = refuses;
    const [, answer] = await answerTo(server);
    expect(server.unavailability()).toEqual(answer);
    expect(answer).toMatchObject({ status: 503, headers: [{ name: 'Retry-After' }], reason: expect.anything() });
    capture.refuses = null;
    expect(server.unavailability()).toBeNull();
  });

  it('says how full the recorder is, once that is known', async () => {
    const server = serverOf();
    expect(server.load()).toEqual([]);
    capture.maxCalls = 900;
    expect(server.load()).toEqual([{ name: 'X-Recorder-Load', value: '0%' }]);
    await answerTo(server);
    expect(server.load()).toEqual([{ name: 'X-Recorder-Load', value: '10%' }]);
  });

  it('answers OPTIONS by 503 until the directory has been read, and reads it', async () => {
    const directory = { ...readerOf(fakeDirectory([], [])), lastKnown: null, reads: 0 };
    directory.current = () => {
      directory.reads += 1;
      return Promise.reject(new Error('no database'));
    };
    const server = serverOf({ directory });
    expect(server.unavailability()).toMatchObject({ status: 503, reason: 'Directory Not Read Yet' });
    expect(directory.reads).toBe(1);
    expect((await answerTo(server))[1]).toMatchObject({ status: 503 });
  });

  it('counts the INVITEs of unknown sources, and logs one a second', async () => {
    const lines: string[] = [];
    const log = pino({}, { write: (line) => void lines.push(line) });
    const clock = new ManualClock();
    const server = serverOf({ directory: readerOf(fakeDirectory([], [])), log, clock });
    expect(server.isAllowedPeer(PEER)).toBe(false);
    for (let n = 0; n < 5; n += 1) server.onPeerRefused(PEER);
    clock.advance(1_000);
    server.onPeerRefused(PEER);
    expect(await counted('fonoteka_recording_sessions_refused_total', { reason: 'source-unknown' })).toBe(6);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(PEER.address);
  });

  it('knows that several addresses are one source, and that unknown ones are none', () => {
    const [one, other] = ['one', 'other'] as unknown as [SourceId, SourceId];
    const sources = [
      { address: '192.0.2.1', id: one },
      { address: '192.0.2.2', id: one },
      { address: '192.0.2.3', id: other },
    ];
    const server = serverOf({ directory: readerOf(fakeDirectory([], sources)) });
    const isSame = (address: string) => server.isSameSource(at('192.0.2.1'), at(address));
    expect(['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'].map(isSame)).toEqual([true, true, false, false]);
    expect(server.isSameSource(at('192.0.2.8'), at('192.0.2.9'))).toBe(false);
  });

  it('refuses a source that was removed a moment ago without a row', async () => {
    const removed = { ...readerOf(directory), current: async () => fakeDirectory([], []) };
    const server = serverOf({ directory: removed });
    expect((await answerTo(server))[1]).toEqual({ status: 403 });
    expect(await counted('fonoteka_recording_sessions_refused_total', { reason: 'source-unknown' })).toBe(1);
    expect(unrecorded).toEqual([]);
  });

  it('answers even when our side fails', async () => {
    const broken: DirectoryReader = {
      current: () => Promise.reject(new Error('database is away')),
      currentForMany: () => Promise.reject(new Error('database is away')),
      lastKnown: null,
    };
    const server = serverOf({ directory: broken });
    expect(server.isAllowedPeer(PEER)).toBe(true);
    await expect(server.becameAllowed(PEER)).rejects.toThrow('away');
    expect((await answerTo(server))[1]).toMatchObject({ status: 503 });
  });

  it('answers an UPDATE of metadata alone without SDP, a re-INVITE of metadata alone with an offer', async () => {
    const server = serverOf();
    const [invite] = await answerTo(server);
    expect(await invite.change('UPDATE', { metadata: METADATA })).toEqual({ status: 200 });
    expect(await invite.change('INVITE', { metadata: METADATA })).toMatchObject({ status: 200, isOffer: true });
    expect(await invite.change('UPDATE', { sdp: TWO_LEGS })).toMatchObject({ content: { type: 'application/sdp' } });
    expect(await invite.change('INVITE', { sdp: offerOf('m=audio 4000 RTP/AVP 18') })).toEqual({ status: 488 });
  });
});
