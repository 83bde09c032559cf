import { workerData } from 'node:worker_threads';
import type { Result } from '../base/result.ts';
import type { RecordingId } from '../base/ids.ts';
import type { TemporaryFile } from '../platform/temporary-file.ts';
import { serveRequests } from '../platform/worker-threads/index.ts';
import type { SpooledCall } from '../spool/index.ts';
import type { AudioFault, EncodedAudioFile } from './audio-file/audio-file.ts';
import type { BareFormat } from '../recording/index.ts';
import { canDenyNetwork, denyNetwork } from './deny-network.ts';
import { encodeAudioFile } from './audio-file/encode-audio-file.ts';
import type { EarlyProgress, RunningCallState } from './early/early-call.ts';
import { type CallResult, ThreadCalls } from './early/thread-calls.ts';
import { loadLibraryDecoders } from './decoders/library-decoders.ts';
import { loadMp3Encoder } from './load-mp3-encoder.ts';
import type { Mp3EncoderKind } from './mp3-encoder.ts';
import { yieldToOthers } from './thread-priority.ts';

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
  /** Null: there is more to do, by `continueCall`. */
  encodeCall(call: SpooledCall): Promise<Timed<CallResult | null>>;
  continueCall(recordingId: RecordingId): Promise<Timed<CallResult | null>>;
  /** Of a call that runs; null: it has to begin again with the first extent. */
  encodeEarly(call: RunningCallState, firstExtent: number): Promise<Timed<EarlyProgress | null>>;
  dropEarly(recordingId: RecordingId): void;
  encodeAudioFile(file: TemporaryFile, options: AudioFileOptions): Promise<Timed<Result<EncodedAudioFile, AudioFault>>>;
}

export interface AudioFileOptions {
  /** Of the recording that it becomes. */
  readonly recordingId: RecordingId;
  /** What it is, if it has no header. */
  readonly bare: BareFormat | null;
}

export interface Timed<T> {
  readonly result: T;
  readonly cpuSeconds: number;
}

const { encoder: encoderName, ffmpeg, folder, closing } = workerData as EncodingWorkerData;
yieldToOthers();
const encoder = await loadMp3Encoder(encoderName);
const libraries = loadLibraryDecoders();
// What reads files and packets from outside, ffmpeg and the libraries, gets no network even if such a file takes it over.
if (canDenyNetwork()) denyNetwork();

const calls = new ThreadCalls({ encoder, libraries, folder, throwIfClosing });
const requests: EncodingRequests = {
  encodeCall: (call) => timed(() => calls.encode(call)),
  continueCall: (recordingId) => timed(() => calls.continueCall(recordingId)),
  encodeEarly: (call, firstExtent) => timed(() => calls.encodeEarly(call, firstExtent)),
  dropEarly: (recordingId) => calls.dropEarly(recordingId),
  encodeAudioFile: (file, { recordingId, bare }) =>
    timed(() => {
      const target = { recordingId, path: `${file.path}.mp3` };
      return encodeAudioFile({ file, bare, encoder, ffmpeg, target, throwIfClosing });
    }),
};
serveRequests(requests, audioMemory);

/** The main thread gets the audio itself, not a copy. */
function audioMemory(response: unknown): ArrayBuffer[] {
  const { result } = (response ?? {}) as { readonly result?: MadeRecording | null };
  const bytes = (result?.recording ?? result?.value?.recording)?.audio.bytes ?? null;
  return bytes === null ? [] : [bytes.buffer];
}

/** A call's recording, or a file's; nothing where there is none. */
interface MadeRecording extends Partial<Pick<CallResult, 'recording'>> {
  readonly value?: EncodedAudioFile;
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
