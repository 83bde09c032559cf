/**
 * How much faster than real time a call is encoded, from RTP packets in memory to an MP3 on disk: CPU time of one
 * thread, with LAME and with WebAssembly in one run. `node bench/encoding.ts [minutes]`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeCall, loadMp3Encoder } from '../src/encoding/index.ts';
import type { SpooledPacket } from '../src/spool/index.ts';
import { g711Leg, inOrderOfArrival, rtpStream } from '../test/kit/synthetic-rtp.ts';
import { temporaryFile } from '../src/platform/temporary-file.ts';

const minutes = Number(process.argv[2] ?? 3);
const T0 = Date.parse('2026-03-10T10:00:00Z');
const RUNS = 3;

/** A buzz in syllables with pauses, which is about as much work for an encoder as speech. */
function babble(seconds: number, pitchHz: number): Int16Array {
  let noise = 1;
  return Int16Array.from({ length: seconds * 8000 }, (_, at) => {
    noise = (Math.imul(noise, 1_103_515_245) + 12_345) & 0x7fffffff;
    const loudness =
      Math.max(0, Math.sin((2 * Math.PI * at) / 2500)) * (Math.sin((2 * Math.PI * at) / 64_000) > 0 ? 1 : 0);
    const buzz = ((at * pitchHz) % 8000) / 4000 - 1;
    return loudness * (6000 * buzz + 2000 * (noise / 0x40000000 - 1)) + 20 * (noise / 0x40000000 - 1);
  });
}

const packets: SpooledPacket[] = inOrderOfArrival(
  rtpStream(babble(minutes * 60, 120), { leg: 0, startAt: T0 }),
  rtpStream(babble(minutes * 60, 210), { leg: 1, startAt: T0 + 7 }),
);
const call = {
  captureStartedAt: T0,
  endedAt: T0 + minutes * 60_000,
  legs: [g711Leg(0, 'caller'), g711Leg(1, 'callee')],
};
const folder = mkdtempSync(join(tmpdir(), 'bench-encoding-'));

for (const name of ['lame', 'wasm'] as const) {
  const encoder = await loadMp3Encoder(name);
  const file = temporaryFile(join(folder, `${name}.mp3`));
  const run = async (): Promise<number> => {
    const before = process.threadCpuUsage();
    await encodeCall({ call, packets, encoder, file });
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1e6;
  };
  await run();
  let cpuSeconds = Number.POSITIVE_INFINITY;
  for (let at = 0; at < RUNS; at++) cpuSeconds = Math.min(cpuSeconds, await run());
  const timesRealTime = (minutes * 60) / cpuSeconds;
  console.log(`${name}: ${minutes} min in ${cpuSeconds.toFixed(3)} s of CPU, ${Math.round(timesRealTime)}x real time`);
}
rmSync(folder, { recursive: true });
