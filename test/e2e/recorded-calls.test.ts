import { describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import type { ListedCall } from '../../src/catalog/index.ts';
import type { RecordedPause } from '../../src/recording/index.ts';
import { tone, type TestCall } from '../../src/test-caller/index.ts';
import { type DecodedRecording, hasTone, isSilent, decodeRecording } from '../kit/decoded-recording.ts';
import { type RunningFonoteka, runningFonoteka } from '../kit/service.ts';
import { BROADWORKS_STYLE, documentOf } from '../kit/siprec-document.ts';
import { until } from '../kit/until.ts';

/** How late a busy machine may send a packet: it is of an earlier time than it arrives. */
const LATE_MS = 400;
const CALLER_HZ = 440;
const CALLEE_HZ = 1000;
/** The difference that the requirement allows. */
const DURATION_TOLERANCE_MS = 60;
const fonoteka = runningFonoteka();

/** Places a call of a new tenant. Returns the listed call and the decoded recording. */
async function recordedCall(
  call: Partial<TestCall>,
): Promise<{ listed: ListedCall; decoded: DecodedRecording; tenantId: TenantId }> {
  const running = fonoteka.current;
  const { own, tenantId } = await tenantWithNumber(running);
  const outcome = await running.call({
    caller: '+48512345678',
    callee: own,
    durationMs: 2000,
    callerAudio: tone(CALLER_HZ),
    calleeAudio: tone(CALLEE_HZ),
    ...call,
  });
  expect(outcome.status).toBe(200);
  const listed = await theOnlyCall(running, tenantId);
  const decoded = await decodeRecording(await running.audio(tenantId, listed.recordings[0]!));
  return { listed, decoded, tenantId };
}

let numbersGiven = 0;
async function tenantWithNumber(running: RunningFonoteka): Promise<{ own: string; tenantId: TenantId }> {
  const own = `+4822100${String(1000 + numbersGiven++)}`;
  const { tenantId } = await running.tenant(`Firma ${numbersGiven}`, [own]);
  return { own, tenantId };
}

async function theOnlyCall(running: RunningFonoteka, tenantId: TenantId): Promise<ListedCall> {
  await until('the call is listed', async () => (await running.calls(tenantId)).length > 0);
  const calls = await running.calls(tenantId);
  expect(calls).toHaveLength(1);
  expect(calls[0]!.recordings).toHaveLength(1);
  return calls[0]!;
}

function expectDuration({ durationMs }: { durationMs: number }, sentMs: number): void {
  expect(Math.abs(durationMs - sentMs)).toBeLessThanOrEqual(DURATION_TOLERANCE_MS);
}

describe.concurrent('a recorded call', () => {
  test('has each party in its own channel, and the length of the call', async () => {
    const { decoded, listed } = await recordedCall({});
    expectDuration(decoded, 2000);
    expectDuration(listed.recordings[0]!, 2000);
    expect(hasTone(decoded.caller, CALLER_HZ, [100, 1900])).toBe(true);
    expect(hasTone(decoded.caller, CALLEE_HZ, [100, 1900])).toBe(false);
    expect(hasTone(decoded.callee, CALLEE_HZ, [100, 1900])).toBe(true);
    expect(hasTone(decoded.callee, CALLER_HZ, [100, 1900])).toBe(false);
    expect(listed).toMatchObject({ direction: 'inbound', caller: '+48512345678', noRecordingReason: null, flags: [] });
    expect(listed.recordings[0]!.path).toMatch(
      /^\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_in_48512345678_48221001\d{3}\.mp3$/,
    );
  });

  test('has each party in its own channel by a vendor’s metadata in which the callee comes first', async () => {
    const { own, tenantId } = await tenantWithNumber(fonoteka.current);
    const metadata = documentOf(BROADWORKS_STYLE, {
      caller: '+48512345678',
      callee: own,
      callerLabel: '1',
      calleeLabel: '2',
    }).replace('</w>', '<q:dialedDigits xmlns:q="q">*302100</q:dialedDigits></w>');
    const { status } = await fonoteka.current.call({
      caller: '+48512345678',
      callee: own,
      durationMs: 1000,
      callerAudio: tone(CALLER_HZ),
      calleeAudio: tone(CALLEE_HZ),
      metadata,
    });
    expect(status).toBe(200);
    const listed = await theOnlyCall(fonoteka.current, tenantId);
    expect(listed).toMatchObject({
      direction: 'inbound',
      caller: '+48512345678',
      callee: own,
      dialled: '*302100',
      flags: [],
    });
    const decoded = await decodeRecording(await fonoteka.current.audio(tenantId, listed.recordings[0]!));
    expect(hasTone(decoded.caller, CALLER_HZ, [100, 900])).toBe(true);
    expect(hasTone(decoded.callee, CALLEE_HZ, [100, 900])).toBe(true);
    expect(hasTone(decoded.caller, CALLEE_HZ, [100, 900])).toBe(false);
  });

  test('may be outbound, in PCMU, over TCP', async () => {
    const running = fonoteka.current;
    const { own, tenantId } = await tenantWithNumber(running);
    const [host, port] = running.ready.sip!.replace(/^sip:/, '').split(':') as [string, string];
    const { status } = await running.call({
      sip: { host, port: Number(port), transport: 'tcp' },
      caller: own,
      callee: '112',
      durationMs: 1000,
      codec: 'PCMU',
      callerAudio: tone(CALLER_HZ),
      calleeAudio: tone(CALLEE_HZ),
    });
    expect(status).toBe(200);
    const listed = await theOnlyCall(running, tenantId);
    expect(listed).toMatchObject({ direction: 'outbound', callee: '112' });
    const decoded = await decodeRecording(await running.audio(tenantId, listed.recordings[0]!));
    expectDuration(decoded, 1000);
    expect(hasTone(decoded.caller, CALLER_HZ, [100, 900])).toBe(true);
    expect(hasTone(decoded.callee, CALLEE_HZ, [100, 900])).toBe(true);
  });

  test('survives loss, reordering and duplicates', async () => {
    const { decoded } = await recordedCall({
      durationMs: 5000,
      impairment: { loss: 0.01, reorder: 0.05, duplicate: 0.02, seed: 7 },
    });
    expectDuration(decoded, 5000);
    for (let from = 0; from < 4900; from += 100) {
      expect(hasTone(decoded.caller, CALLER_HZ, [from, from + 100])).toBe(true);
      expect(hasTone(decoded.callee, CALLEE_HZ, [from, from + 100])).toBe(true);
    }
  });

  test('is silent where no RTP was sent, and stays aligned after a pause', async () => {
    const { decoded } = await recordedCall({ durationMs: 4000, pauses: [{ fromMs: 1000, untilMs: 2500 }] });
    expectDuration(decoded, 4000);
    for (const [channel, frequency] of [
      [decoded.caller, CALLER_HZ],
      [decoded.callee, CALLEE_HZ],
    ] as const) {
      expect(hasTone(channel, frequency, [100, 900])).toBe(true);
      expect(isSilent(channel, [1200, 2400])).toBe(true);
      expect(hasTone(channel, frequency, [2700, 3900])).toBe(true);
    }
  });

  test('of a paused stream nothing is heard though its media goes on, and what follows is at its time', async () => {
    const pause = { fromMs: 1000, untilMs: 2500, mediaGoesOn: true };
    const { decoded, listed } = await recordedCall({ durationMs: 4000, pauses: [pause] });
    expectDuration(decoded, 4000);
    const [recording] = listed.recordings;
    expect(recording!.flags).toEqual([]);
    for (const [party, frequency] of [
      ['caller', CALLER_HZ],
      ['callee', CALLEE_HZ],
    ] as const) {
      // When a re-INVITE arrives on a busy machine is not known before.
      const [{ fromMs, untilMs }] = recording!.pauses.filter(({ channel }) => channel === party) as [RecordedPause];
      expect(hasTone(decoded[party], frequency, [100, pause.fromMs - LATE_MS])).toBe(true);
      expect(isSilent(decoded[party], [fromMs + LATE_MS, untilMs - LATE_MS])).toBe(true);
      expect(hasTone(decoded[party], frequency, [untilMs + LATE_MS, untilMs + LATE_MS + 400])).toBe(true);
    }
  });

  test('may last a tenth of a second', async () => {
    const { decoded } = await recordedCall({ durationMs: 100 });
    expectDuration(decoded, 100);
    expect(hasTone(decoded.caller, CALLER_HZ, [20, 80])).toBe(true);
  });

  test('without any packet has a silent recording with a flag', async () => {
    const { decoded, listed } = await recordedCall({ durationMs: 1000, maxPackets: { caller: 0, callee: 0 } });
    expect(listed.flags).toContain('no-audio');
    expect(isSilent(decoded.caller, [0, decoded.durationMs])).toBe(true);
    expect(isSilent(decoded.callee, [0, decoded.durationMs])).toBe(true);
  });

  test.each(['caller', 'callee'] as const)('with only the %s has silence in the other channel', async (alone) => {
    const silent = alone === 'caller' ? 'callee' : 'caller';
    const { decoded, listed } = await recordedCall({ maxPackets: { [silent]: 0 } });
    expect(listed.recordings[0]!.flags).toEqual(['leg-silent']);
    expectDuration(decoded, 2000);
    expect(hasTone(decoded[alone], alone === 'caller' ? CALLER_HZ : CALLEE_HZ, [100, 1900])).toBe(true);
    expect(isSilent(decoded[silent], [0, 1900])).toBe(true);
  });

  test('with both parties in one stream has both in both channels', async () => {
    const { decoded, listed } = await recordedCall({ streams: 'mixed' });
    expectDuration(decoded, 2000);
    expect(listed.flags).toContain('mixed-stream');
    for (const channel of [decoded.caller, decoded.callee]) {
      expect(hasTone(channel, CALLER_HZ, [100, 1900])).toBe(true);
      expect(hasTone(channel, CALLEE_HZ, [100, 1900])).toBe(true);
    }
  });

  test('of an unknown caller, with metadata that cannot be parsed, is still recorded', async () => {
    const { tenantId } = await tenantWithNumber(fonoteka.current);
    const { status } = await fonoteka.current.call({
      caller: 'anonymous',
      callee: 'x',
      durationMs: 300,
      metadata: '<recording><broken',
      headers: { 'X-Tenant': tenantId },
    });
    expect(status).toBe(200);
    const listed = await theOnlyCall(fonoteka.current, tenantId);
    expect(listed.flags).toContain('metadata-malformed');
    expect(listed.recordings[0]!.fileName).toMatch(/_in_withheld_withheld\.mp3$/);
  });
});

describe.concurrent('a call that may not be recorded', () => {
  test('of a tenant with recording off is refused and in the history with the reason', async () => {
    const running = fonoteka.current;
    const { tenantId } = await running.tenant('Wyłączona', ['+48223000001'], false);
    const outcome = await running.call({ caller: '+48512345678', callee: '+48223000001', durationMs: 500 });
    expect(outcome).toMatchObject({ status: 403, answer: null });
    await until('the call is listed', async () => (await running.calls(tenantId)).length > 0);
    expect(await running.calls(tenantId)).toMatchObject([{ recordings: [], noRecordingReason: 'recording-off' }]);
  });

  test('of an unknown tenant is refused', async () => {
    const outcome = await fonoteka.current.call({ caller: '+48512345678', callee: '+48999999999', durationMs: 500 });
    expect(outcome.status).toBe(403);
  });

  test('from a PBX that is not allowed is refused', async () => {
    const running = fonoteka.current;
    const { own, tenantId } = await tenantWithNumber(running);
    const outcome = await running.call({
      caller: '+48512345678',
      callee: own,
      durationMs: 500,
      localAddress: '127.0.0.9',
    });
    expect(outcome.status).toBe(403);
    expect(await running.calls(tenantId)).toEqual([]);
  });
});
