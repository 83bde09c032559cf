import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import type { BareFormat } from '../../recording/index.ts';
import { ffmpegCommand, type FfmpegFormat, MAX_CPU_SECONDS } from './ffmpeg-command.ts';

/** It waits for us too, on a busy machine. */
const MAX_RUN_MS = 60 * 60 * 1000;
/** Only whether there was an error, and which was the first. */
const MAX_ERROR_CHARACTERS = 2000;
/** Of a reason that a person reads. */
const MAX_REASON_CHARACTERS = 200;

export interface FfmpegInput {
  readonly format: FfmpegFormat;
  /** What is not in the content. Default: nothing. */
  readonly options?: readonly string[];
  /** What it decodes: bytes, or an open file that it may read in any order. */
  readonly content: Iterable<Uint8Array> | number;
}

/** G.726 as in RTP (RFC 3551 §4.5.4) and in Asterisk's files: the first code in the lowest bits. */
const g726 = (bitsACode: number) => ({ format: 'g726le', options: ['-code_size', String(bitsACode)] }) as const;

/** One channel each. */
export const BARE_INPUTS: Readonly<Record<BareFormat, Pick<FfmpegInput, 'format' | 'options'>>> = {
  g722: { format: 'g722', options: [] },
  'g726-16': g726(2),
  'g726-24': g726(3),
  'g726-32': g726(4),
  'g726-40': g726(5),
};

/** PCM s16 at 8000 Hz, the channels' samples alternating. */
export interface DecodedPiece {
  readonly channels: number;
  readonly pcm: Int16Array;
}

/** PCM s16 of both sides of a recording. */
export interface StereoPcm {
  readonly left: Int16Array;
  readonly right: Int16Array;
}

/** One or two channels as caller and callee; a single channel is put on both sides. */
export function stereoOf({ channels, pcm }: DecodedPiece): StereoPcm {
  if (channels === 1) return { left: pcm, right: pcm };
  const left = new Int16Array(pcm.length >> 1);
  const right = new Int16Array(left.length);
  for (let at = 0; at < left.length; at++) {
    left[at] = pcm[2 * at]!;
    right[at] = pcm[2 * at + 1]!;
  }
  return { left, right };
}

/** ffmpeg could not decode it; the message is its own. */
export class FfmpegError extends Error {}

/**
 * Decodes audio by ffmpeg in a process of its own, which gets its input from us and gives its output to us: it opens no file and no
 * connection, and its memory, CPU time and files are limited. Returns, at the end, its first error, null if it had none. Throws a
 * FfmpegError where it decodes nothing, or takes too much CPU; another error where it was ended from outside.
 */
export async function* decodeByFfmpeg(
  program: string,
  { format, options = [], content }: FfmpegInput,
): AsyncGenerator<DecodedPiece, string | null> {
  const isFile = typeof content === 'number';
  const startedAt = performance.now();
  const child = spawn(...ffmpegCommand(program, { format, options }, isFile), {
    cwd: '/',
    env: {},
    stdio: [isFile ? content : 'pipe', 'pipe', 'pipe'],
    timeout: MAX_RUN_MS,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  ended.catch(() => undefined);
  let errors = '';
  child.stderr!.on('data', (text: Buffer) => {
    if (errors.length < MAX_ERROR_CHARACTERS) errors += text.toString('latin1', 0, MAX_ERROR_CHARACTERS);
  });
  const input: InputState = { error: null };
  if (!isFile) feed(content, child.stdin!, input);
  try {
    const decoded = yield* pieces(child.stdout!);
    const exit = await ended;
    if (input.error !== null) throw input.error;
    throwIfStopped(exit, performance.now() - startedAt);
    const atEnd = exit.code === 0 ? null : `ffmpeg ended with ${exit.code ?? exit.signal}`;
    if (!decoded) throw new FfmpegError(firstOf(linesOf(errors)) ?? atEnd ?? 'there is no sound');
    return firstOf(linesOf(errors).filter((line) => !OF_OTHER_STREAMS.test(line))) ?? atEnd;
  } finally {
    child.kill('SIGKILL');
  }
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** ffmpeg's exit code after a signal, with what it had decoded until then. */
const STOPPED = 255;
const FROM_OUTSIDE: ReadonlySet<NodeJS.Signals | null> = new Set(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL']);

/**
 * A service that is stopped, a full memory and a busy machine are not the file's fault: it is decoded again, and half a recording
 * never stored as a whole one. A crash is the file's.
 */
function throwIfStopped({ code, signal }: Exit, runMs: number): void {
  if (code !== STOPPED && !FROM_OUTSIDE.has(signal)) return;
  if (signal === 'SIGKILL' && runMs >= 1000 * MAX_CPU_SECONDS && runMs < MAX_RUN_MS)
    throw new FfmpegError(`it takes more than ${MAX_CPU_SECONDS} s of CPU`);
  throw Object.assign(new Error(`ffmpeg was ended from outside: ${signal ?? code}`), { code: 'ECANCELED' });
}

/** Pictures and videos beside the sound, which it looks at and may not decode. */
const OF_OTHER_STREAMS = /not on whitelist|attached picture|^Last message repeated/;

/** Without addresses of its memory, and without what is no text: a file's metadata are in them. */
function linesOf(errors: string): string[] {
  const lines = errors
    .split('\n')
    .map((line) => line.replaceAll(/ @ 0x[\da-f]+/g, '').replaceAll(/[^\x20-\x7e]/g, '?'));
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

const firstOf = (lines: readonly string[]): string | null => lines[0]?.slice(0, MAX_REASON_CHARACTERS) ?? null;

/** Why the content could not be read. */
interface InputState {
  error: Error | null;
}

function feed(content: Iterable<Uint8Array>, stdin: NodeJS.WritableStream, input: InputState): void {
  // It may end before it has read all.
  stdin.on('error', () => undefined);
  const bytes = Readable.from(content);
  bytes.on('error', (error) => {
    input.error = error;
    stdin.end();
  });
  bytes.pipe(stdin);
}

/** RIFF, fmt, data: 44 bytes, or more where the channels are not the usual ones (WAVE_FORMAT_EXTENSIBLE). */
const FORMAT_SIZE_AT = 16;
const CHANNELS_AT = 22;
const WAV_HEADER_BYTES = 28;
const readHeader = (bytes: Buffer): { readonly channels: number; readonly headerBytes: number } => ({
  channels: bytes.readUInt16LE(CHANNELS_AT),
  headerBytes: WAV_HEADER_BYTES + bytes.readUInt32LE(FORMAT_SIZE_AT),
});

/** Returns whether there were any. */
async function* pieces(stdout: Readable): AsyncGenerator<DecodedPiece, boolean> {
  let held: Buffer = Buffer.alloc(0);
  let channels = 0;
  let decoded = false;
  for await (const bytes of stdout) {
    held = held.length === 0 ? (bytes as Buffer) : Buffer.concat([held, bytes as Buffer]);
    if (channels === 0) {
      if (held.length < WAV_HEADER_BYTES) continue;
      const header = readHeader(held);
      if (held.length < header.headerBytes) continue;
      ({ channels } = header);
      held = held.subarray(header.headerBytes);
    }
    const whole = held.length - (held.length % (2 * channels));
    if (whole === 0) continue;
    // A copy: a buffer's beginning may not be aligned for 16 bits.
    yield { channels, pcm: new Int16Array(Uint8Array.from(held.subarray(0, whole)).buffer) };
    decoded = true;
    held = held.subarray(whole);
  }
  return decoded;
}
