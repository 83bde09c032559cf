/**
 * What it costs to encode calls while they run: CPU of a call that is encoded in bursts beside one that is encoded at once, in alternating
 * rounds of one run (the least of each); the memory of many open calls between two bursts; what is left when an hour's call ends.
 * `node --expose-gc bench/early.ts [minutes] [open calls] [rounds]`
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, type RecordingId } from '../src/base/ids.ts';
import { EarlyCall } from '../src/encoding/early/early-call.ts';
import { ThreadCalls } from '../src/encoding/early/thread-calls.ts';
import { loadMp3Encoder } from '../src/encoding/index.ts';
import type { SpooledCall } from '../src/spool/index.ts';
import { dialogue } from '../src/test-caller/index.ts';
import { callDescription, spoolCall } from '../test/kit/spooled-call.ts';
import { inOrderOfArrival, rtpStream } from '../test/kit/synthetic-rtp.ts';

const MINUTES = Number(process.argv[2] ?? 60);
const OPEN_CALLS = Number(process.argv[3] ?? 200);
const ROUNDS = Number(process.argv[4] ?? 3);
const T0 = Date.parse('2026-03-10T10:00:00Z');
const MINUTE_MS = 60_000;
const VOICE_MS = 3 * MINUTE_MS;
/** As `EarlyEncoding` has it. */
const FIRST_S = 150;
const BURST_S = 120;

const folder = mkdtempSync(join(tmpdir(), 'fonoteka-bench-'));
const lame = await loadMp3Encoder('lame');
const encoder = { ...lame, sectionSamples: lame.sectionSamples! };
const calls = new ThreadCalls({ encoder, libraries: new Map(), folder, throwIfClosing: () => {} });
const voices = dialogue(VOICE_MS, 1);

async function spooled(minutes: number): Promise<SpooledCall> {
  const repeated = (voice: Int16Array): Int16Array =>
    new Int16Array(minutes * MINUTE_MS * 8).map((_, at) => voice[at % voice.length]!);
  const [caller, callee] = [repeated(voices.caller), repeated(voices.callee)];
  const packets = inOrderOfArrival(rtpStream(caller, { startAt: T0 }), rtpStream(callee, { leg: 1, startAt: T0 }));
  const own = join(folder, newId<RecordingId>(T0));
  mkdirSync(own);
  const description = callDescription({ startedAt: T0 });
  return spoolCall(own, { packets, description, endedAt: T0 + minutes * MINUTE_MS, chunkMs: 1000 });
}

const memory = (): number => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
};

const cpuMs = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

async function finish(call: SpooledCall): Promise<{ sha256: string; earlyMs: number }> {
  let result = await calls.encode(call);
  while (result === null) result = await calls.continueCall(call.recordingId);
  const { path } = result.recording.audio as { path?: string };
  if (path !== undefined) rmSync(path, { force: true });
  return { sha256: result.recording.sha256.toString('hex'), earlyMs: result.earlyMs };
}

async function encodeBeginning(call: SpooledCall, seconds: number): Promise<void> {
  let next = 0;
  for (let second = FIRST_S; second <= seconds; second += BURST_S) {
    let more = true;
    while (more) {
      const progress = await calls.encodeEarly({ ...call, extents: call.extents.slice(next, second) }, next);
      if (progress === null) throw new Error('the call began again');
      ({ nextExtent: next, more } = progress);
    }
  }
}

try {
  const call = await spooled(MINUTES);
  const least = { atOnce: Infinity, early: Infinity, rest: Infinity, restWall: Infinity };
  let leftS = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const atOnce = process.cpuUsage();
    const { sha256 } = await finish(call);
    least.atOnce = Math.min(least.atOnce, cpuMs(atOnce));
    const early = process.cpuUsage();
    await encodeBeginning(call, MINUTES * 60);
    const rest = process.cpuUsage();
    const begun = performance.now();
    const finished = await finish(call);
    least.restWall = Math.min(least.restWall, performance.now() - begun);
    least.rest = Math.min(least.rest, cpuMs(rest));
    least.early = Math.min(least.early, cpuMs(early));
    leftS = MINUTES * 60 - finished.earlyMs / 1000;
    if (finished.sha256 !== sha256) throw new Error('not the same MP3');
  }
  console.log(`a call of ${MINUTES} min, CPU at once: ${least.atOnce.toFixed(0)} ms`);
  console.log(
    `in bursts: ${least.early.toFixed(0)} ms (${((least.early / least.atOnce - 1) * 100).toFixed(1)}% more), of it at the end ${least.rest.toFixed(0)} ms, ${least.restWall.toFixed(0)} ms of time; ${leftS.toFixed(0)} s were left`,
  );
  const short = await spooled(3);
  const open = [];
  const begin = async (): Promise<void> => {
    const target = { recordingId: short.recordingId, path: join(folder, `${newId<RecordingId>(T0)}.mp3`) };
    const early = await EarlyCall.begin(short, { encoder, libraries: new Map(), target, throwIfClosing: () => {} });
    await early.advance({ ...short, extents: short.extents.slice(0, FIRST_S) });
    open.push(early);
  };
  for (let call = 0; call < 20; call++) await begin();
  const before = memory();
  for (let call = 0; call < OPEN_CALLS; call++) await begin();
  const each = (1000 * (memory() - before)) / OPEN_CALLS;
  console.log(`${OPEN_CALLS} open calls between bursts: ${each.toFixed(0)} kB each in the heap and outside of it`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
