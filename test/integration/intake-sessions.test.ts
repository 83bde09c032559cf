import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import type { UnrecordedCall } from '../../src/calls/index.ts';
import { SiprecServer, SipServer } from '../../src/intake/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import type { SpooledCall } from '../../src/spool/index.ts';
import { placeTestCall, type TestCall, type TestCallOutcome } from '../../src/test-caller/index.ts';
import { FakeCapture } from '../kit/fake-capture.ts';
import { fakeDirectory, readerOf } from '../kit/fake-directory.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { until } from '../kit/until.ts';

const FIRMA = '01900000-0000-7000-8000-000000000001' as TenantId;
const OFF = '01900000-0000-7000-8000-000000000002' as TenantId;
const directory = fakeDirectory(
  [
    { id: FIRMA, numbers: ['+48221234567'] },
    { id: OFF, numbers: ['+48587654321'], recordingEnabled: false },
  ],
  [{ address: '127.0.0.1' }],
);

/** The SIPREC server and the SIP server on real sockets; the capture is a fake. */
let capture: FakeCapture;
let siprec: SiprecServer;
let sip: SipServer;
let finished: SpooledCall[];
let unrecorded: UnrecordedCall[];

beforeEach(async () => {
  capture = new FakeCapture();
  finished = [];
  unrecorded = [];
  const common = { clock: systemClock, log: quietLog, metrics: createMetrics(), publicAddress: '127.0.0.1' };
  siprec = new SiprecServer({
    ...common,
    directory: readerOf(directory),
    capture,
    onCallEnded: (call) => finished.push(call),
    onCallRefused: async (call) => void unrecorded.push(call),
  });
  sip = await SipServer.start({ ...common, bind: '127.0.0.1', port: 0, user: siprec });
});

afterEach(async () => {
  await siprec.stop();
  await sip.stop();
});

function call(more: Partial<TestCall> = {}, transport: 'udp' | 'tcp' = 'udp'): Promise<TestCallOutcome> {
  return placeTestCall({
    sip: { host: '127.0.0.1', port: sip.port, transport },
    caller: '+48221234567',
    callee: '512345678',
    durationMs: 100,
    clock: systemClock,
    ...more,
  });
}

const finishedCall = async (): Promise<SpooledCall> => {
  await until('the call is passed on', () => finished.length === 1);
  return finished[0]!;
};

describe('a recording session', () => {
  it.each(['udp', 'tcp'] as const)('is recorded from INVITE to BYE over %s', async (transport) => {
    const outcome = await call({}, transport);
    expect(outcome).toMatchObject({ status: 200, endedBy: 'caller' });
    expect(outcome.answer).toMatch(
      /m=audio 902 RTP\/AVP 8 101[^]*a=label:1[^]*m=audio 904 RTP\/AVP 8 101[^]*a=label:2/,
    );
    expect(outcome.sent.map(({ packets }) => packets)).toEqual([5, 5]);
    const { description, legs, endReason } = await finishedCall();
    expect(endReason).toBe('hang-up');
    expect(legs.map(({ channel }) => channel)).toEqual(['caller', 'callee']);
    expect(description).toMatchObject({
      tenantId: FIRMA,
      direction: 'outbound',
      caller: '+48221234567',
      callee: '+48512345678',
      flags: [],
    });
  });

  it('of one stream is recorded as mixed', async () => {
    await call({ streams: 'mixed' });
    expect((await finishedCall()).description.flags).toEqual(['mixed-stream']);
  });

  it('is paused and resumed by re-INVITE', async () => {
    const paused: boolean[][] = [];
    const outcome = call({ durationMs: 400, pauses: [{ fromMs: 100, untilMs: 300 }] });
    await until('it is paused', () => capture.calls[0]?.paused.every(Boolean) ?? false);
    paused.push([...capture.calls[0]!.paused]);
    await until('it is resumed', () => capture.calls[0]!.paused.every((leg) => !leg));
    expect((await outcome).sent.map(({ packets }) => packets)).toEqual([10, 10]);
    expect(paused).toEqual([[true, true]]);
  });

  it('of one call in two sessions has one correlation id', async () => {
    await Promise.all([call({ groupId: 'group-7' }), call({ groupId: 'group-7' })]);
    await until('both are passed on', () => finished.length === 2);
    expect(finished.map(({ description }) => description.correlationId)).toEqual(['group-7', 'group-7']);
    expect(finished[0]!.recordingId).not.toBe(finished[1]!.recordingId);
  });

  it('is hung up after an RTP timeout', async () => {
    const outcome = call({ durationMs: 30_000 });
    await until('it is recorded', () => siprec.activeSessions === 1);
    capture.calls[0]!.request.onRtpTimeout();
    expect((await outcome).endedBy).toBe('recorder');
    expect((await finishedCall()).endReason).toBe('rtp-timeout');
  });

  it('is hung up and passed on when the recorder stops', async () => {
    const outcome = call({ durationMs: 30_000 });
    await until('it is recorded', () => siprec.activeSessions === 1);
    await siprec.stop();
    expect(finished.map(({ endReason }) => endReason)).toEqual(['shutdown']);
    expect((await outcome).endedBy).toBe('recorder');
    expect(await call()).toMatchObject({ status: 503 });
  });

  it('works with 50 at a time', async () => {
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => call({ durationMs: 200 })));
    expect(outcomes.every(({ status }) => status === 200)).toBe(true);
    await until('all are passed on', () => finished.length === 50);
  });
});

describe('a refused session', () => {
  it.each<readonly [string, number, Partial<TestCall>]>([
    ['of a tenant with recording off', 403, { caller: '+48587654321' }],
    ['of an unknown tenant', 403, { caller: '+48600100200' }],
    ['from an address that is not a source', 403, { localAddress: '127.0.0.2' }],
  ])('%s gets %i before any media', async (_, status, more) => {
    expect(await call(more)).toMatchObject({ status, endedBy: 'refusal', answer: null });
    expect(capture.calls).toEqual([]);
  });

  it('of a known tenant is reported with its reason', async () => {
    await call({ caller: '+48587654321' });
    expect(unrecorded).toMatchObject([{ tenantId: OFF, reason: 'recording-off', caller: '+48587654321' }]);
  });

  it('without free ports sends the PBX to another recorder', async () => {
    capture.refuses = 'no-ports';
    expect(await call()).toMatchObject({ status: 503 });
  });

  it('that is cancelled before it is answered leaves nothing behind', async () => {
    const gate = Promise.withResolvers<void>();
    const start = capture.start.bind(capture);
    capture.start = async (request) => {
      await gate.promise;
      return start(request);
    };
    const outcome = call({ cancelAfterMs: 20 });
    expect(await outcome).toMatchObject({ status: 487 });
    gate.resolve();
    await finishedCall();
    expect(capture.activeCalls).toBe(0);
    expect(siprec.activeSessions).toBe(0);
  });
});
