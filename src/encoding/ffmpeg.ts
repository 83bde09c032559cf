import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { Readable } from 'node:stream';
import { SAMPLE_RATE_HZ } from './timed-audio.ts';

/** Debian's ffmpeg maps less than 300 MB, most of it libraries, and has 55 MB in memory. */
const MAX_MEMORY_KB = 1 << 20;
/** A day of Opus in two channels, the longest recording, takes 80 s (ADR 11). */
const MAX_CPU_SECONDS = 600;
/** It waits for us too, on a busy machine. */
const MAX_RUN_MS = 60 * 60 * 1000;
/** Only whether there was an error, and which was the first. */
const MAX_ERROR_CHARACTERS = 2000;
/** RIFF, fmt of 16 bytes, data. */
const WAV_HEADER_BYTES = 44;
const CHANNELS_AT = 22;
/** What telephones and people record in. Others are the larger part of ffmpeg's code, and of its faults. */
const DECODERS = [
  'gsm,gsm_ms,libgsm,libgsm_ms,adpcm_ms,adpcm_ima_wav,g722,g726,g726le,mp3,mp3float',
  'opus,libopus,vorbis,speex,libspeex,flac,aac,alac,amrnb,amrwb,libopencore_amrnb,libopencore_amrwb',
].join(',');

/** Debian's, and one that was built here. */
const PLACES = ['/usr/bin/ffmpeg', '/usr/local/bin/ffmpeg'];

/** Containers, by ffmpeg's names; it must not guess them. */
export type FfmpegFormat = 'wav' | 'mp3' | 'ogg' | 'flac' | 'mov' | 'aac' | 'gsm' | 'amr';

/** Where ffmpeg is; null: it is not installed. */
export function findFfmpeg(): string | null {
  return PLACES.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface FfmpegInput {
  readonly format: FfmpegFormat;
  /** What it decodes: bytes, or an open file that it may read in any order. */
  readonly content: Iterable<Uint8Array> | number;
}

/** PCM s16 at 8000 Hz, the channels' samples alternating. */
export interface DecodedPiece {
  readonly channels: number;
  readonly pcm: Int16Array;
}

/** ffmpeg could not decode it; the message is its own. */
export class FfmpegError extends Error {}

/**
 * Decodes audio by ffmpeg in a process of its own, which gets its input from us and gives its output to us: it opens no file and no
 * connection, and its memory, CPU time and files are limited. Returns, at the end, its first error, null if it had none. Throws a
 * FfmpegError where it decodes nothing.
 */
export async function* decodeByFfmpeg(
  program: string,
  { format, content }: FfmpegInput,
): AsyncGenerator<DecodedPiece, string | null> {
  const isFile = typeof content === 'number';
  const child = spawn('/bin/sh', ['-c', LIMITED, 'sh', program, ...argumentsFor(format, isFile)], {
    cwd: '/',
    env: {},
    stdio: [isFile ? content : 'pipe', 'pipe', 'pipe'],
    timeout: MAX_RUN_MS,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  ended.catch(() => undefined);
  let errors = '';
  child.stderr!.on('data', (text: Buffer) => {
    if (errors.length < MAX_ERROR_CHARACTERS) errors += text.toString('latin1');
  });
  const input: InputState = { error: null };
  if (!isFile) feed(content, child.stdin!, input);
  try {
    const decoded = yield* pieces(child.stdout!);
    const code = await ended;
    if (input.error !== null) throw input.error;
    const error = errors.trim().split('\n', 1)[0]!;
    if (!decoded) throw new FfmpegError(error === '' ? `ffmpeg ended with ${String(code)}` : error);
    return code === 0 && error === '' ? null : error || `ffmpeg ended with ${String(code)}`;
  } finally {
    child.kill('SIGKILL');
  }
}

/** The shell sets the limits and becomes ffmpeg. No file of any size can be written. */
const LIMITED = `ulimit -v ${MAX_MEMORY_KB}; ulimit -t ${MAX_CPU_SECONDS}; ulimit -f 0; ulimit -c 0; exec "$@"`;

function argumentsFor(format: FfmpegFormat, isFile: boolean): string[] {
  const input = isFile
    ? ['-protocol_whitelist', 'file', '-f', format, '-i', 'file:/proc/self/fd/0']
    : ['-protocol_whitelist', 'pipe', '-f', format, '-i', 'pipe:0'];
  const output = [
    '-map',
    '0:a:0',
    '-ar',
    String(SAMPLE_RATE_HZ),
    '-c:a',
    'pcm_s16le',
    '-fflags',
    '+bitexact',
    '-f',
    'wav',
    'pipe:1',
  ];
  return [
    '-nostdin',
    '-hide_banner',
    '-v',
    'error',
    '-threads',
    '1',
    '-codec_whitelist',
    DECODERS,
    ...input,
    ...output,
  ];
}

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

/** Returns whether there were any. */
async function* pieces(stdout: Readable): AsyncGenerator<DecodedPiece, boolean> {
  let held: Buffer = Buffer.alloc(0);
  let channels = 0;
  let decoded = false;
  for await (const bytes of stdout) {
    held = held.length === 0 ? (bytes as Buffer) : Buffer.concat([held, bytes as Buffer]);
    if (channels === 0) {
      if (held.length < WAV_HEADER_BYTES) continue;
      channels = held.readUInt16LE(CHANNELS_AT);
      held = held.subarray(WAV_HEADER_BYTES);
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
