import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { AppError } from '../base/errors.ts';
import { ok, type Result } from '../base/result.ts';
import type { Logger } from '../platform/logging.ts';
import type { Registry } from '../platform/metrics.ts';
import type { SpooledCall } from '../spool/index.ts';
import type { AudioFault, EncodedAudioFile } from './encode-audio-file.ts';
import type { EncodedRecording } from './encoded-recording.ts';
import { EncodingError } from './encoding-error.ts';
import { encodingMetrics } from './encoding-metrics.ts';
import type { EncodingAnswer, EncodingJob, EncodingWorkerData, JobResults } from './encoding-worker.ts';
import { loadLame } from './lame-encoder.ts';
import type { EncoderChoice } from './load-mp3-encoder.ts';
import type { Mp3EncoderKind } from './mp3-encoder.ts';
import { PoolRefusal, WorkerPool } from './worker-pool.ts';

/** Beside this file, in the same language: TypeScript in development, JavaScript when compiled. */
const WORKER = new URL(`./encoding-worker${extname(import.meta.url)}`, import.meta.url);
/** Far more than the archive lets run at once; a caller without a limit of its own meets this one. */
const MAX_WAITING = 1000;

export interface EncodingOptions {
  readonly encoder: EncoderChoice;
  /** Worker threads; by default one a core: what they take from receiving waits in the kernel, which has room for 5.5 s. */
  readonly threads?: number;
  /** For the MP3s until the archive has them. Its own: what an earlier run left in it is removed. */
  readonly folder: string;
  readonly log: Logger;
  readonly metrics: Registry;
}

/** Turns spooled calls and audio files into MP3 files, on worker threads. */
export interface Encoding {
  /** Which encoder is at work. */
  readonly encoder: Mp3EncoderKind['name'];
  /**
   * Resolves with an MP3 in a temporary file that the caller removes. Encoding a call again replaces the
   * file, with the same bytes. Fails with `EncodingError`.
   */
  encode(call: SpooledCall): Promise<EncodedRecording>;
  /**
   * The same of an audio file from outside, or why it cannot be a recording. The MP3 of `NAME` is `NAME.mp3`; of an
   * MP3 it is the file itself. Fails with `EncodingError`.
   */
  encodeFile(file: string): Promise<Result<EncodedAudioFile, AudioFault>>;
  /** Ends the threads soon; what they were at is to be encoded again. */
  close(): Promise<void>;
}

/** Throws `config-invalid` when LAME is asked for and not installed. */
export function createEncoding({ encoder, threads, folder, log, metrics }: EncodingOptions): Encoding {
  const name = chosen(encoder, log);
  clear(folder);
  const closing = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData: EncodingWorkerData = { encoder: name, folder, closing };
  const pool = new WorkerPool<EncodingJob, EncodingAnswer>({
    entry: WORKER,
    workerData,
    count: threads ?? availableParallelism(),
    maxWaiting: MAX_WAITING,
  });
  const meters = encodingMetrics(metrics, pool);

  async function encode(call: SpooledCall): Promise<EncodedRecording> {
    const { recording, damagedChunks } = await run({ kind: 'call', call });
    for (const leg of recording.legs) meters.countPackets(leg);
    if (damagedChunks > 0) {
      meters.damagedChunks.inc(damagedChunks);
      log.error(
        { recordingId: call.recordingId, damagedChunks },
        'encoding: parts of the spool are damaged, silence instead',
      );
    }
    return received(recording);
  }

  async function encodeFile(file: string): Promise<Result<EncodedAudioFile, AudioFault>> {
    const result = await run({ kind: 'audio-file', file });
    return result.ok ? ok({ ...result.value, recording: received(result.value.recording) }) : result;
  }

  async function run<Kind extends keyof JobResults>(
    job: Extract<EncodingJob, { readonly kind: Kind }>,
  ): Promise<JobResults[Kind]> {
    const answer = await pool.run(job).catch((error: Error) => {
      if (error instanceof PoolRefusal) throw new EncodingError('try-again', error.message);
      meters.failures.inc();
      throw new EncodingError('call', `the encoder broke down: ${error.message}`);
    });
    if (!answer.ok) {
      meters.failures.inc();
      throw new EncodingError(EncodingError.blameFor(answer.systemCode), answer.message);
    }
    meters.cpuSeconds.inc(answer.cpuSeconds);
    return answer.result as JobResults[Kind];
  }

  /** Bytes from another thread come as a plain Uint8Array. */
  function received(recording: EncodedRecording): EncodedRecording {
    meters.audioSeconds.inc(recording.durationMs / 1000);
    return { ...recording, sha256: Buffer.from(recording.sha256) };
  }

  function close(): Promise<void> {
    Atomics.store(closing, 0, 1);
    return pool.close();
  }

  return { encoder: name, encode, encodeFile, close };
}

function chosen(choice: EncoderChoice, log: Logger): Mp3EncoderKind['name'] {
  if (choice === 'wasm') return 'wasm';
  const lame = loadLame();
  if (lame.ok) return 'lame';
  if (choice === 'lame') throw new AppError('config-invalid', `FONOTEKA_ENCODER: ${lame.reason}`);
  log.info(
    { reason: lame.reason },
    'encoding: MP3 by WebAssembly; with libmp3lame0 installed it takes a third of the CPU',
  );
  return 'wasm';
}

function clear(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) if (name.endsWith('.mp3')) rmSync(join(folder, name), { force: true });
}
