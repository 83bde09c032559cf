import { describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import type { ListedCall } from '../../src/catalog/index.ts';
import { tone, type TestCall } from '../../src/test-caller/index.ts';
import { type DecodedRecording, hasTone, isSilent, decodeRecording } from '../kit/decoded-recording.ts';
import { type RunningFonoteka, runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const CALLER_HZ = 440;
const CALLEE_HZ = 1000;
/** What the issue of a recording's length allows. */
const DURATION_TOLERANCE_MS = 60;
const fonoteka = runningFonoteka();

/** A call of a new tenant: what was sent, how it is listed, what is heard. */
async function recordedCall(
  call: Partial<TestCall>,
): Promise<{ listed: ListedCall; heard: DecodedRecording; tenantId: TenantId }> {
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
  const heard = await decodeRecording(await running.audio(tenantId, listed.recordings[0]!));
  return { listed, heard, tenantId };
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
  test('has each party in its own channel, as long as it was', async () => {
    const { heard, listed } = await recordedCall({});
    expectDuration(heard, 2000);
    expectDuration(listed.recordings[0]!, 2000);
    expect(hasTone(heard.caller, CALLER_HZ, [100, 1900])).toBe(true);
    expect(hasTone(heard.caller, CALLEE_HZ, [100, 1900])).toBe(false);
    expect(hasTone(heard.callee, CALLEE_HZ, [100, 1900])).toBe(true);
    expect(hasTone(heard.callee, CALLER_HZ, [100, 1900])).toBe(false);
    expect(listed).toMatchObject({ direction: 'inbound', caller: '+48512345678', noRecordingReason: null, flags: [] });
    expect(listed.recordings[0]!.path).toMatch(
      /^\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_in_48512345678_48221001\d{3}\.mp3$/,
    );
  });

  test('in PCMU, out of the tenant, over TCP', async () => {
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
    } as TestCall);
    expect(status).toBe(200);
    const listed = await theOnlyCall(running, tenantId);
    expect(listed).toMatchObject({ direction: 'outbound', callee: '112' });
    const heard = await decodeRecording(await running.audio(tenantId, listed.recordings[0]!));
    expectDuration(heard, 1000);
    expect(hasTone(heard.caller, CALLER_HZ, [100, 900])).toBe(true);
    expect(hasTone(heard.callee, CALLEE_HZ, [100, 900])).toBe(true);
  });

  test('survives loss, reordering and duplicates', async () => {
    const { heard } = await recordedCall({
      durationMs: 5000,
      impairment: { loss: 0.01, reorder: 0.05, duplicate: 0.02, seed: 7 },
    });
    expectDuration(heard, 5000);
    for (let from = 0; from < 4900; from += 100) {
      expect(hasTone(heard.caller, CALLER_HZ, [from, from + 100])).toBe(true);
      expect(hasTone(heard.callee, CALLEE_HZ, [from, from + 100])).toBe(true);
    }
  });

  test('is silent where nobody sent, and stays aligned after a pause', async () => {
    const { heard } = await recordedCall({ durationMs: 4000, pauses: [{ fromMs: 1000, untilMs: 2500 }] });
    expectDuration(heard, 4000);
    for (const [channel, frequency] of [
      [heard.caller, CALLER_HZ],
      [heard.callee, CALLEE_HZ],
    ] as const) {
      expect(hasTone(channel, frequency, [100, 900])).toBe(true);
      expect(isSilent(channel, [1200, 2400])).toBe(true);
      expect(hasTone(channel, frequency, [2700, 3900])).toBe(true);
    }
  });

  test('of a tenth of a second is a recording', async () => {
    const { heard } = await recordedCall({ durationMs: 100 });
    expectDuration(heard, 100);
    expect(hasTone(heard.caller, CALLER_HZ, [20, 80])).toBe(true);
  });

  test('without any packet is a silent recording, marked as such', async () => {
    const { heard, listed } = await recordedCall({ durationMs: 1000, maxPackets: { caller: 0, callee: 0 } });
    expect(listed.flags).toContain('no-audio');
    expect(isSilent(heard.caller, [0, heard.durationMs])).toBe(true);
    expect(isSilent(heard.callee, [0, heard.durationMs])).toBe(true);
  });

  test.each(['caller', 'callee'] as const)('with the %s alone has silence on the other side', async (alone) => {
    const silent = alone === 'caller' ? 'callee' : 'caller';
    const { heard } = await recordedCall({ maxPackets: { [silent]: 0 } });
    expectDuration(heard, 2000);
    expect(hasTone(heard[alone], alone === 'caller' ? CALLER_HZ : CALLEE_HZ, [100, 1900])).toBe(true);
    expect(isSilent(heard[silent], [0, 1900])).toBe(true);
  });

  test('with both parties in one stream has both on both sides', async () => {
    const { heard, listed } = await recordedCall({ streams: 'mixed' });
    expectDuration(heard, 2000);
    expect(listed.flags).toContain('mixed-stream');
    for (const channel of [heard.caller, heard.callee]) {
      expect(hasTone(channel, CALLER_HZ, [100, 1900])).toBe(true);
      expect(hasTone(channel, CALLEE_HZ, [100, 1900])).toBe(true);
    }
  });

  test('of an unknown caller, with metadata that cannot be read, is recorded all the same', async () => {
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

  test('of nobody we know is refused', async () => {
    const outcome = await fonoteka.current.call({ caller: '+48512345678', callee: '+48999999999', durationMs: 500 });
    expect(outcome.status).toBe(403);
  });

  test('from a PBX that is not let in is refused', async () => {
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
