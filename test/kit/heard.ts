import { execFileSync } from 'node:child_process';
import { levelOf } from './synthetic-rtp.ts';

const SAMPLES_PER_MS = 8;
/** Far below any test tone, far above what the codec leaves of it in the other channel. */
const AUDIBLE = 400;

/** A recording as a listener has it, decoded by ffmpeg: gapless, 8000 Hz, caller left, callee right. */
export interface Heard {
  readonly durationMs: number;
  readonly caller: Int16Array;
  readonly callee: Int16Array;
}

export function listenTo(mp3: Buffer): Heard {
  const args = ['-v', 'error', '-i', '-', '-ar', '8000', '-ac', '2', '-f', 's16le', '-'];
  const raw = execFileSync('ffmpeg', args, { input: mp3, maxBuffer: 1 << 30 });
  const samples = new Int16Array(raw.buffer, raw.byteOffset, raw.length >> 1);
  const channel = (offset: number): Int16Array =>
    Int16Array.from({ length: samples.length >> 1 }, (_, index) => samples[2 * index + offset]!);
  return { durationMs: samples.length / 2 / SAMPLES_PER_MS, caller: channel(0), callee: channel(1) };
}

/** Whether a tone is heard in a channel from one instant of the recording to another, ms. */
export function isHeard(channel: Int16Array, frequencyHz: number, [fromMs, toMs]: readonly [number, number]): boolean {
  return levelOf(frequencyHz, channel.subarray(fromMs * SAMPLES_PER_MS, toMs * SAMPLES_PER_MS)) > AUDIBLE;
}

/** Whether nothing at all is heard in a channel from one instant to another, ms. */
export function isSilent(channel: Int16Array, [fromMs, toMs]: readonly [number, number]): boolean {
  const piece = channel.subarray(fromMs * SAMPLES_PER_MS, toMs * SAMPLES_PER_MS);
  return piece.every((sample) => Math.abs(sample) < AUDIBLE);
}
