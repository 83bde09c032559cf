/**
 * How much faster than real time a call is encoded, from RTP packets in memory to a stored file's bytes: CPU time of one
 * thread, with LAME and with WebAssembly, and of each codec, in one run; beside it Debian's `lame` and `ffmpeg` on the same sound, G.711 decoded
 * for `lame`, both legs as G.711 for `ffmpeg`. The least of three. `npm run bench -- encoding --minutes=3`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeCall, loadLibraryDecoders, loadMp3Encoder } from '../src/encoding/index.ts';
import type { SpooledPacket } from '../src/spool/index.ts';
import { writeRtp } from '../src/wire/rtp/index.ts';
import { G722, OPUS, type PacketCodec, PCMA } from '../test/kit/encoded-packets.ts';
import { inOrderOfArrival } from '../test/kit/synthetic-rtp.ts';
import { BenchReport, benchOptions } from './kit/report.ts';
import { decodeG711 } from '../src/wire/g711.ts';
import { newId, type RecordingId } from '../src/base/ids.ts';

const options = benchOptions({ minutes: '3' });
const report = new BenchReport('encoding', options.json);
const minutes = Number(options.minutes);
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
  await addLeast(`ours, ${name}, ${codec.name}`, run);
}

const [caller, callee] = voices.map((voice) => Buffer.concat(PCMA.encode(voice))) as [Buffer, Buffer];
const files = { caller: join(folder, 'caller'), callee: join(folder, 'callee'), both: join(folder, 'both') };
writeFileSync(files.caller, caller);
writeFileSync(files.callee, callee);
writeFileSync(files.both, interleaved(decodeG711('PCMA', caller), decodeG711('PCMA', callee)));
const mp3 = join(folder, 'peer.mp3');
// Two channels of 16 kbit/s, each for itself, as ours.
const LAME = ['-r', '-s', '8', '--bitwidth', '16', '--signed', '--little-endian', '-m', 'd', '-b', '32', '--cbr'];
await addLeast('lame of Debian, PCM', () => cpuOf('lame', ['--quiet', ...LAME, files.both, mp3]));
const alaw = (file: string): string[] => ['-f', 'alaw', '-ar', '8000', '-ac', '1', '-i', file];
const FFMPEG = ['-filter_complex', 'join=inputs=2:channel_layout=stereo', '-c:a', 'libmp3lame', '-b:a', '32k'];
const quiet = ['-v', 'error', '-y', '-threads', '1'];
await addLeast('ffmpeg of Debian, PCMA', () =>
  cpuOf('ffmpeg', [...quiet, ...alaw(files.caller), ...alaw(files.callee), ...FFMPEG, '-joint_stereo', '0', mp3]),
);
rmSync(folder, { recursive: true });
report.write();

async function addLeast(of: string, run: () => Promise<number> | number): Promise<void> {
  let cpuSeconds = Number.POSITIVE_INFINITY;
  for (let at = 0; at < RUNS; at++) cpuSeconds = Math.min(cpuSeconds, await run());
  report.add(of, `CPU for ${minutes} minutes`, cpuSeconds, 's');
  report.add(of, 'speed', (minutes * 60) / cpuSeconds, 'x real time');
}

/** User and system time of a program, s. */
function cpuOf(program: string, args: readonly string[]): number {
  // Bash knows it to a millisecond; Node does not.
  const script = 'TIMEFORMAT="%U %S"; time "$0" "$@" 2>/dev/null';
  const times = execFileSync('bash', ['-c', `{ ${script} ; } 2>&1 >/dev/null`, program, ...args], { encoding: 'utf8' });
  const [user, system] = times.trim().split(' ').map(Number);
  return user! + system!;
}

function interleaved(left: Int16Array, right: Int16Array): Buffer {
  const both = new Int16Array(2 * left.length);
  for (const [at, sample] of left.entries()) {
    both[2 * at] = sample;
    both[2 * at + 1] = right[at]!;
  }
  return Buffer.from(both.buffer);
}
