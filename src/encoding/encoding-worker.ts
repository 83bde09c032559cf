import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import type { Result } from '../base/result.ts';
import type { RecordingId } from '../base/ids.ts';
import type { TemporaryFile } from '../platform/temporary-file.ts';
import { serveRequests } from '../platform/worker-threads/index.ts';
import { readSpooledCall } from '../spool/in-threads.ts';
import type { SpooledCall, SpoolExtent } from '../spool/index.ts';
import type { AudioFault, EncodedAudioFile } from './audio-file/audio-file.ts';
import type { BareFormat } from '../recording/index.ts';
import { canDenyNetwork, denyNetwork } from './deny-network.ts';
import { encodeAudioFile } from './audio-file/encode-audio-file.ts';
import { encodeCall, type EncodedRecording } from './encode-call.ts';
import { loadLibraryDecoders } from './decoders/library-decoders.ts';
import { loadMp3Encoder } from './load-mp3-encoder.ts';
import type { Mp3EncoderKind } from './mp3-encoder.ts';

export interface EncodingWorkerData {
  readonly encoder: Mp3EncoderKind['name'];
  /** Where ffmpeg is; null: not installed. */
  readonly ffmpeg: string | null;
  readonly folder: string;
  /** Anything but 0: the encoding is being closed, give up. */
  readonly closing: Int32Array<SharedArrayBuffer>;
}

/** What an encoder thread does for the main thread. */
export interface EncodingRequests {
  encodeCall(call: SpooledCall): Promise<Timed<EncodedCall>>;
  encodeAudioFile(file: TemporaryFile, options: AudioFileOptions): Promise<Timed<Result<EncodedAudioFile, AudioFault>>>;
}

export interface AudioFileOptions {
  /** Of the recording that it becomes. */
  readonly recordingId: RecordingId;
  /** What it is, if it has no header. */
  readonly bare: BareFormat | null;
}

export interface EncodedCall {
  readonly recording: EncodedRecording;
  /** Chunks that are not what was written; the recording is silent there. */
  readonly damaged: readonly SpoolExtent[];
}

export interface Timed<T> {
  readonly result: T;
  readonly cpuSeconds: number;
}

const { encoder: encoderName, ffmpeg, folder, closing } = workerData as EncodingWorkerData;
const encoder = await loadMp3Encoder(encoderName);
const libraries = loadLibraryDecoders();
// What reads files and packets from outside, ffmpeg and the libraries, gets no network even if such a file takes it over.
if (canDenyNetwork()) denyNetwork();

const requests: EncodingRequests = {
  encodeCall: (call) => timed(() => encodeSpooledCall(call)),
  encodeAudioFile: (file, { recordingId, bare }) =>
    timed(() => {
      const target = { recordingId, path: `${file.path}.mp3` };
      return encodeAudioFile({ file, bare, encoder, ffmpeg, target, throwIfClosing });
    }),
};
serveRequests(requests, audioMemory);

/** The main thread gets the audio itself, not a copy. */
function audioMemory(result: unknown): ArrayBuffer[] {
  const { result: encoded } = result as Timed<EncodedCall | Result<EncodedAudioFile, AudioFault>>;
  if ('ok' in encoded && !encoded.ok) return [];
  const { recording } = 'ok' in encoded ? encoded.value : encoded;
  return recording.audio.bytes === null ? [] : [recording.audio.bytes.buffer];
}

async function encodeSpooledCall(call: SpooledCall): Promise<EncodedCall> {
  let damaged: SpoolExtent[] = [];
  const packets = {
    // Each reading finds the same damage.
    [Symbol.iterator]: () => {
      damaged = [];
      return untilClosing(readSpooledCall(call, (extent) => damaged.push(extent)));
    },
  };
  // What is left of a call that another recorder has taken over is another recording of it.
  const { recordingId } = call.description;
  const recording = await encodeCall({
    call,
    packets,
    encoder,
    libraries,
    target: { recordingId, path: join(folder, `${recordingId}.mp3`) },
  });
  return { recording, damaged };
}

function* untilClosing<T>(items: Iterable<T>): Generator<T> {
  for (const item of items) {
    throwIfClosing();
    yield item;
  }
}

function throwIfClosing(): void {
  if (Atomics.load(closing, 0) !== 0) throw new Error('the encoder is being closed');
}

async function timed<T>(work: () => T | Promise<T>): Promise<Timed<T>> {
  const before = process.threadCpuUsage();
  const result = await work();
  const { user, system } = process.threadCpuUsage(before);
  return { result, cpuSeconds: (user + system) / 1e6 };
}
