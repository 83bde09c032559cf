import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { quietLog } from '../../../test/kit/quiet-log.ts';
import { callDescription, spoolCall } from '../../../test/kit/spooled-call.ts';
import { inOrderOfArrival, rtpStream, tone } from '../../../test/kit/synthetic-rtp.ts';
import { crash, startedWorkers } from '../../../test/kit/started-workers.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { until } from '../../../test/kit/until.ts';
import { createMetrics, type Registry } from '../../platform/metrics.ts';
import type { SpooledCall } from '../../spool/index.ts';
import { Encoding } from '../encoding.ts';
import type { RunningCall } from './early-encoding.ts';

const T0 = Date.parse('2026-03-10T10:00:00Z');
const MINUTE_MS = 60_000;

/** A call of some minutes in the spool, a chunk each second. The voice is short and repeated: what is heard does not matter. */
async function spooled(minutes: number): Promise<SpooledCall> {
  const voice = tone(440, MINUTE_MS / 6);
  const lengthMs = minutes * MINUTE_MS;
  const sound = new Int16Array(lengthMs * 8).map((_, at) => voice[at % voice.length]!);
  const packets = inOrderOfArrival(rtpStream(sound, { startAt: T0 }), rtpStream(sound, { leg: 1, startAt: T0 }));
  const description = callDescription({ startedAt: T0 });
  return spoolCall(temporaryFolder(), { packets, description, endedAt: T0 + lengthMs, chunkMs: 1000 });
}

/** As capture has it: a second of the call is on disk when it has passed. */
function running(call: SpooledCall, clock: ManualClock): RunningCall {
  return {
    recordingId: call.recordingId,
    captureStartedAt: T0,
    written: async (first) => ({
      ...call,
      extents: call.extents.slice(first, Math.floor((clock.now() - T0) / 1000) - 1),
    }),
  };
}

const valueOf = async (metrics: Registry, name: string): Promise<number> =>
  (await metrics.getSingleMetric(name)!.get()).values[0]!.value;

async function start(calls: readonly SpooledCall[], threads = 1) {
  const clock = new ManualClock(T0);
  const folder = join(temporaryFolder(), 'encoded');
  const metrics = createMetrics();
  const encoding = new Encoding({ encoder: 'lame', threads, folder, log: quietLog, metrics });
  onTestFinished(() => encoding.close());
  const runningCalls = new Set(calls.map((call) => running(call, clock)));
  const disk = { isFull: false };
  const early = encoding.encodeRunning({ running: { runningCalls }, clock, hasSpace: () => !disk.isFull })!;
  onTestFinished(() => early.stop());
  /** Time passes, and the bursts that are due come to their ends. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 10_000) {
      clock.advance(10_000);
      await until('the bursts have ended', () => early.bursts === 0);
    }
  };
  return { encoding, early, pass, folder, metrics, runningCalls, disk };
}

test('of a call that is encoded while it runs less than three minutes are left when it ends', async () => {
  const call = await spooled(10);
  const { encoding, early, pass, folder, metrics, runningCalls } = await start([call]);
  await pass(140_000);
  expect(early.calls).toBe(0);
  await pass(10 * MINUTE_MS - 140_000);
  expect(early.calls).toBe(1);
  runningCalls.clear();
  const { recording } = await encoding.encode(call);
  const earlySeconds = await valueOf(metrics, 'fonoteka_encoding_early_audio_seconds_total');
  expect([recording.durationMs / 1000, earlySeconds]).toEqual([600, expect.closeTo(8 * 59.976, 0)]);
  const atOnce = await encoding.encode(call);
  expect(atOnce.recording.sha256).toEqual(recording.sha256);
  expect([early.calls, readdirSync(folder).filter((name) => !name.endsWith('.mp3'))]).toEqual([0, []]);
  expect(await valueOf(metrics, 'fonoteka_encoding_early_lost_total')).toBe(0);
});

test('a call that is discarded leaves nothing', async () => {
  const call = await spooled(3);
  const { early, pass, folder } = await start([call]);
  await pass(3 * MINUTE_MS);
  expect([early.calls, readdirSync(folder).length > 0]).toEqual([1, true]);
  early.drop(call.recordingId);
  await until('its files are removed', () => readdirSync(folder).length === 0);
  expect(early.calls).toBe(0);
});

test('a call that is discarded after its thread has died leaves nothing', async () => {
  const call = await spooled(3);
  const threads = startedWorkers('encoding');
  const { early, pass, folder } = await start([call]);
  await pass(3 * MINUTE_MS);
  await crash(threads()[0]!);
  expect(readdirSync(folder).length > 0).toBe(true);
  early.drop(call.recordingId);
  await until('its files are removed', () => readdirSync(folder).length === 0);
});

test('while the disk fills, nothing more is encoded early; what was stays of use', async () => {
  const call = await spooled(8);
  const { encoding, early, pass, metrics, runningCalls, disk } = await start([call]);
  await pass(3 * MINUTE_MS);
  expect(early.calls).toBe(1);
  disk.isFull = true;
  await pass(5 * MINUTE_MS);
  runningCalls.clear();
  const { recording } = await encoding.encode(call);
  const earlySeconds = await valueOf(metrics, 'fonoteka_encoding_early_audio_seconds_total');
  expect([recording.durationMs / 1000, earlySeconds > 0 && earlySeconds < 180]).toEqual([480, true]);
});

test('a call whose thread has died is encoded from its beginning', async () => {
  const call = await spooled(3);
  const threads = startedWorkers('encoding');
  const { encoding, early, pass, folder, metrics } = await start([call]);
  await pass(3 * MINUTE_MS);
  expect(early.calls).toBe(1);
  await crash(threads()[0]!);
  const { recording } = await encoding.encode(call);
  expect(recording.durationMs).toBe(3 * MINUTE_MS);
  expect(await valueOf(metrics, 'fonoteka_encoding_early_audio_seconds_total')).toBe(0);
  expect(readdirSync(folder).filter((name) => name.endsWith('.sound'))).toEqual([]);
});

test('a long call leaves turns to short ones on its thread', async () => {
  const [long, short] = [await spooled(12), await spooled(1)];
  const { encoding } = await start([]);
  const ended: string[] = [];
  await Promise.all([
    encoding.encode(long).then(() => ended.push('long')),
    encoding.encode(short).then(() => ended.push('short')),
  ]);
  expect(ended).toEqual(['short', 'long']);
});
