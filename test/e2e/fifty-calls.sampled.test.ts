import { expect, test } from 'vitest';
import { tone } from '../../src/test-caller/index.ts';
import { hasTone, decodeRecording } from '../kit/decoded-recording.ts';
import { sampled } from '../kit/sampled.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const CALLS = 50;
const TALK_MS = sampled(10_000, 60_000);
const DURATION_TOLERANCE_MS = 60;
const fonoteka = runningFonoteka();

/** Each party of each call has its own tone. The steps are large enough to distinguish tones in a second of audio. */
const callerHz = (call: number): number => 300 + 30 * call;
const calleeHz = (call: number): number => 1815 + 30 * call;

test('fifty calls at once: no packet lost, every file correct', { timeout: 240_000 }, async () => {
  const running = fonoteka.current;
  const { tenantId } = await running.tenant('Call center', ['+48221234567']);
  const outcomes = await Promise.all(
    Array.from({ length: CALLS }, (_, call) =>
      running.call({
        caller: `+48512000${String(100 + call)}`,
        callee: '+48221234567',
        durationMs: TALK_MS,
        callerAudio: tone(callerHz(call)),
        calleeAudio: tone(calleeHz(call)),
      }),
    ),
  );
  expect(outcomes.every(({ status }) => status === 200)).toBe(true);
  await until('all are listed', async () => (await running.calls(tenantId)).length === CALLS);

  const sent = outcomes.flatMap((outcome) => outcome.sent).reduce((sum, { packets }) => sum + packets, 0);
  expect(await running.metric('fonoteka_encoding_rtp_packets_total', { kind: 'packets' })).toBe(sent);
  expect(await running.metric('fonoteka_encoding_rtp_packets_total', { kind: 'lost' })).toBe(0);
  expect(await running.metric('fonoteka_capture_drops_total')).toBe(0);

  for (const { caller, recordings } of await running.calls(tenantId)) {
    const call = Number(caller!.slice(-3)) - 100;
    const decoded = await decodeRecording(await running.audio(tenantId, recordings[0]!));
    expect(Math.abs(decoded.durationMs - TALK_MS)).toBeLessThanOrEqual(DURATION_TOLERANCE_MS);
    for (const from of [100, TALK_MS / 3, (2 * TALK_MS) / 3, TALK_MS - 1_500]) {
      const second = [from, from + 1_000] as const;
      expect(hasTone(decoded.caller, callerHz(call), second)).toBe(true);
      expect(hasTone(decoded.callee, calleeHz(call), second)).toBe(true);
      expect(hasTone(decoded.caller, callerHz((call + 1) % CALLS), second)).toBe(false);
      expect(hasTone(decoded.caller, calleeHz(call), second)).toBe(false);
    }
  }
});
