/**
 * How much faster than real time a call is encoded, from RTP packets in memory to an MP3 on disk: CPU time of one
 * thread, with LAME and with WebAssembly, and of each codec, in one run. `node bench/encoding.ts [minutes]`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeCall, loadLibraryDecoders, loadMp3Encoder } from '../src/encoding/index.ts';
import type { SpooledPacket } from '../src/spool/index.ts';
import { writeRtp } from '../src/wire/rtp/index.ts';
import { G722, OPUS, type PacketCodec, PCMA } from '../test/kit/encoded-packets.ts';
import { inOrderOfArrival } from '../test/kit/synthetic-rtp.ts';
import { newId, type RecordingId } from '../src/base/ids.ts';

const minutes = Number(process.argv[2] ?? 3);
const T0 = Date.parse('2026-03-10T10:00:00Z');
const RUNS = 3;

/** At 16000 Hz: a buzz in syllables with pauses, which is about as much work for an encoder as speech. */
function babble(seconds: number, pitchHz: number): Int16Array {
  let noise = 1;
  return Int16Array.from({ length: seconds * 16_000 }, (_, at) => {
    noise = (Math.imul(noise, 1_103_515_245) + 12_345) & 0x7fffffff;
    const loudness =
      Math.max(0, Math.sin((2 * Math.PI * at) / 5000)) * (Math.sin((2 * Math.PI * at) / 128_000) > 0 ? 1 : 0);
    const buzz = ((at * pitchHz) % 16_000) / 8000 - 1;
    return loudness * (6000 * buzz + 2000 * (noise / 0x40000000 - 1)) + 20 * (noise / 0x40000000 - 1);
  });
}

const voices = [babble(minutes * 60, 120), babble(minutes * 60, 210)];

function streamOf(codec: PacketCodec, leg: number): SpooledPacket[] {
  return codec.encode(voices[leg]!).map((payload, at) => ({
    leg,
    arrivedAtMs: T0 + 7 * leg + at * 20,
    bytes: writeRtp({
      payloadType: codec.payloadType,
      sequenceNumber: at,
      timestampTicks: at * codec.ticks,
      ssrc: leg,
      payload,
    }),
  }));
}

const folder = mkdtempSync(join(tmpdir(), 'bench-encoding-'));
const libraries = loadLibraryDecoders();

for (const [codec, name] of [
  [PCMA, 'lame'],
  [PCMA, 'wasm'],
  [G722, 'lame'],
  [OPUS, 'lame'],
] as const) {
  const encoder = await loadMp3Encoder(name);
  const target = { recordingId: newId<RecordingId>(T0), path: join(folder, `${name}.mp3`) };
  const packets = inOrderOfArrival(streamOf(codec, 0), streamOf(codec, 1));
  const { payloadType, clockRateHz } = codec;
  const codecs = [{ payloadType, name: codec.name, clockRateHz }];
  const legs = [
    { leg: 0, channel: 'caller', codecs },
    { leg: 1, channel: 'callee', codecs },
  ] as const;
  const call = { captureStartedAt: T0, endedAt: T0 + minutes * 60_000, legs };
  const run = async (): Promise<number> => {
    const before = process.threadCpuUsage();
    await encodeCall({ call, packets, encoder, libraries, target });
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1e6;
  };
  await run();
  let cpuSeconds = Number.POSITIVE_INFINITY;
  for (let at = 0; at < RUNS; at++) cpuSeconds = Math.min(cpuSeconds, await run());
  const timesRealTime = (minutes * 60) / cpuSeconds;
  console.log(
    `${name}, ${codec.name}: ${minutes} min in ${cpuSeconds.toFixed(3)} s of CPU, ${Math.round(timesRealTime)}x real time`,
  );
}
rmSync(folder, { recursive: true });
