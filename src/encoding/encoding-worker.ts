import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { Result } from '../base/result.ts';
import { readSpooledCall, type SpooledCall } from '../spool/index.ts';
import { type AudioFault, type EncodedAudioFile, encodeAudioFile } from './encode-audio-file.ts';
import { encodeCall } from './encode-call.ts';
import type { EncodedRecording } from './encoded-recording.ts';
import { loadMp3Encoder } from './load-mp3-encoder.ts';
import type { Mp3EncoderKind } from './mp3-encoder.ts';

export interface EncodingWorkerData {
  readonly encoder: Mp3EncoderKind['name'];
  readonly folder: string;
  /** Anything but 0: the pool closes, give up what is under way. */
  readonly closing: Int32Array<SharedArrayBuffer>;
}

/** What a thread is given to do. Plain data. */
export type EncodingJob =
  | { readonly kind: 'call'; readonly call: SpooledCall }
  | { readonly kind: 'audio-file'; readonly file: string };

export interface EncodedCall {
  readonly recording: EncodedRecording;
  readonly damagedChunks: number;
}

/** What comes of each kind of job. */
export interface JobResults {
  readonly call: EncodedCall;
  readonly 'audio-file': Result<EncodedAudioFile, AudioFault>;
}

export type EncodingAnswer =
  | { readonly ok: true; readonly result: JobResults[keyof JobResults]; readonly cpuSeconds: number }
  | { readonly ok: false; readonly message: string; readonly systemCode: string | null };

const { encoder: encoderName, folder, closing } = workerData as EncodingWorkerData;
const encoder = await loadMp3Encoder(encoderName);
const port = parentPort!;

port.on('message', (job: EncodingJob | null) => (job === null ? port.close() : port.postMessage(answerTo(job))));

function answerTo(job: EncodingJob): EncodingAnswer {
  const cpuBefore = process.threadCpuUsage();
  try {
    const result = job.kind === 'call' ? callResult(job.call) : audioFileResult(job.file);
    const { user, system } = process.threadCpuUsage(cpuBefore);
    return { ok: true, result, cpuSeconds: (user + system) / 1e6 };
  } catch (error) {
    const systemCode = (error as NodeJS.ErrnoException).code ?? null;
    return { ok: false, message: String(error), systemCode };
  }
}

function callResult(call: SpooledCall): EncodedCall {
  let damagedChunks = 0;
  const packets = untilClosing(readSpooledCall(call, () => (damagedChunks += 1)));
  const recording = encodeCall({ call, packets, encoder, file: join(folder, `${call.recordingId}.mp3`) });
  return { recording, damagedChunks };
}

function audioFileResult(file: string): Result<EncodedAudioFile, AudioFault> {
  return encodeAudioFile({ file, encoder, mp3File: `${file}.mp3`, mayGoOn });
}

function* untilClosing<T>(items: Iterable<T>): Generator<T> {
  for (const item of items) {
    mayGoOn();
    yield item;
  }
}

function mayGoOn(): void {
  if (Atomics.load(closing, 0) !== 0) throw new Error('the encoder is closing');
}
