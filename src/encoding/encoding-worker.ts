import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { readSpooledCall, type SpooledCall } from '../spool/index.ts';
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

export type EncodingAnswer =
  | {
      readonly ok: true;
      readonly recording: EncodedRecording;
      readonly cpuSeconds: number;
      readonly damagedChunks: number;
    }
  | { readonly ok: false; readonly message: string; readonly systemCode: string | null };

const { encoder: encoderName, folder, closing } = workerData as EncodingWorkerData;
const encoder = await loadMp3Encoder(encoderName);
const port = parentPort!;

port.on('message', (call: SpooledCall | null) => (call === null ? port.close() : port.postMessage(answerTo(call))));

function answerTo(call: SpooledCall): EncodingAnswer {
  const cpuBefore = process.threadCpuUsage();
  let damagedChunks = 0;
  try {
    const packets = untilClosing(readSpooledCall(call, () => (damagedChunks += 1)));
    const recording = encodeCall({ call, packets, encoder, file: join(folder, `${call.recordingId}.mp3`) });
    const { user, system } = process.threadCpuUsage(cpuBefore);
    return { ok: true, recording, cpuSeconds: (user + system) / 1e6, damagedChunks };
  } catch (error) {
    const systemCode = (error as NodeJS.ErrnoException).code ?? null;
    return { ok: false, message: String(error), systemCode };
  }
}

function* untilClosing<T>(items: Iterable<T>): Generator<T> {
  for (const item of items) {
    if (Atomics.load(closing, 0) !== 0) throw new Error('the encoder is closing');
    yield item;
  }
}
