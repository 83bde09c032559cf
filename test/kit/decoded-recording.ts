import { execFile } from 'node:child_process';
import { levelOf } from './synthetic-rtp.ts';

const SAMPLES_PER_MS = 8;
/** Far below any test tone, and far above the crosstalk of the codec. */
const AUDIBLE_AMPLITUDE = 400;

/** A recording decoded by ffmpeg: gapless, 8000 Hz, caller left, callee right. */
export interface DecodedRecording {
  readonly durationMs: number;
  readonly caller: Int16Array;
  readonly callee: Int16Array;
}

/** Asynchronous, because this process may still send the RTP of other calls. */
export async function decodeRecording(mp3: Buffer): Promise<DecodedRecording> {
  const raw = await decode(mp3);
  const samples = new Int16Array(raw.buffer, raw.byteOffset, raw.length >> 1);
  return {
    durationMs: samples.length / 2 / SAMPLES_PER_MS,
    caller: everySecond(samples, 0),
    callee: everySecond(samples, 1),
  };
}

function decode(mp3: Buffer): Promise<Buffer> {
  const args = ['-v', 'error', '-i', '-', '-ar', '8000', '-ac', '2', '-f', 's16le', '-'];
  return new Promise((resolve, reject) => {
    const ffmpeg = execFile('ffmpeg', args, { encoding: 'buffer', maxBuffer: 1 << 30 }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
    ffmpeg.stdin!.end(mp3);
  });
}

function everySecond(samples: Int16Array, offset: number): Int16Array {
  const channel = new Int16Array(samples.length >> 1);
  for (let index = 0; index < channel.length; index++) channel[index] = samples[2 * index + offset]!;
  return channel;
}

/** Whether a channel contains a tone in this range of the recording. */
export function hasTone(channel: Int16Array, frequencyHz: number, [fromMs, toMs]: readonly [number, number]): boolean {
  return levelOf(frequencyHz, channel.subarray(fromMs * SAMPLES_PER_MS, toMs * SAMPLES_PER_MS)) > AUDIBLE_AMPLITUDE;
}

/** Whether a channel is silent in this range of the recording. */
export function isSilent(channel: Int16Array, [fromMs, toMs]: readonly [number, number]): boolean {
  const piece = channel.subarray(fromMs * SAMPLES_PER_MS, toMs * SAMPLES_PER_MS);
  return piece.every((sample) => Math.abs(sample) < AUDIBLE_AMPLITUDE);
}
