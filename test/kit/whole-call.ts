import { expect } from 'vitest';
import type { CallFlag } from '../../src/recording/index.ts';
import { tone } from '../../src/test-caller/index.ts';
import { decodeRecording, hasTone } from './decoded-recording.ts';
import type { RunningFonoteka } from './service.ts';
import { until } from './until.ts';

const CALLER_HZ = 440;
const CALLEE_HZ = 1000;
let tenants = 0;

/** A call during which `during` runs is recorded whole: its length, its voices, no flag but `mayBeFlagged`. */
export async function expectWholeCall(
  running: RunningFonoteka,
  during: () => Promise<void>,
  mayBeFlagged: readonly CallFlag[] = [],
): Promise<void> {
  const own = `+4822${3_000_000 + tenants++}`;
  const { tenantId } = await running.tenant(`Firma ${tenants}`, [own]);
  const over = new AbortController();
  const place = (signal: AbortSignal, durationMs: number) =>
    running.call({
      caller: '+48512345678',
      callee: own,
      durationMs,
      callerAudio: tone(CALLER_HZ),
      calleeAudio: tone(CALLEE_HZ),
      signal,
    });
  // It lasts as long as the flood.
  const call = place(over.signal, 120_000);
  await until('it is recorded', async () => (await running.metric('fonoteka_capture_active_legs')) >= 2);
  await during();
  over.abort();
  const { status, sent } = await call;
  expect(status).toBe(200);
  const recorded = async () => (await running.calls(tenantId)).flatMap(({ recordings }) => recordings);
  await until('it is listed', async () => (await recorded()).length === 1);
  const [recording] = await recorded();
  expect(recording!.flags.filter((flag) => !mayBeFlagged.includes(flag))).toEqual([]);
  const decoded = await decodeRecording(await running.audio(tenantId, recording!));
  const sentMs = sent[0]!.packets * 20;
  expect(Math.abs(decoded.durationMs - sentMs)).toBeLessThanOrEqual(100);
  // In every piece of the call: nothing is missing, and nobody else is heard.
  for (let fromMs = 100; fromMs + 400 < sentMs; fromMs += 400) {
    const piece = [fromMs, fromMs + 400] as const;
    expect(hasTone(decoded.caller, CALLER_HZ, piece), `caller at ${fromMs} ms`).toBe(true);
    expect(hasTone(decoded.callee, CALLEE_HZ, piece), `callee at ${fromMs} ms`).toBe(true);
    expect(hasTone(decoded.caller, CALLEE_HZ, piece), `caller at ${fromMs} ms`).toBe(false);
  }
}
