import { access, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Clock } from '../base/clock.ts';
import { ok, type Result } from '../base/result.ts';
import { Turns } from '../base/turns.ts';
import type { Logger } from '../platform/logging.ts';
import type { Registry } from '../platform/metrics.ts';
import { partState } from '../platform/supervise.ts';
import {
  PoolRefusal,
  type PoolThread,
  RequestError,
  workerModule,
  WorkerPool,
} from '../platform/worker-threads/index.ts';
import type { TemporaryFile } from '../platform/temporary-file.ts';
import type { SpooledCall } from '../spool/index.ts';
import type { AudioFault, EncodedAudioFile } from './audio-file/audio-file.ts';
import type { EncodedRecording } from './call-encoding.ts';
import { EarlyEncoding, type RunningCalls } from './early/early-encoding.ts';
import type { CallResult, EncodedCall } from './early/thread-calls.ts';
import { canDenyNetwork } from './deny-network.ts';
import { findFfmpeg } from './audio-file/ffmpeg-command.ts';
import { type EncodingMetrics, encodingMetrics } from './encoding-metrics.ts';
import type { AudioFileOptions, EncodingRequests, EncodingWorkerData, Timed } from './encoding-worker.ts';
import { codecSupport } from './decoders/library-decoders.ts';
import { chooseMp3Encoder, type EncoderChoice } from './load-mp3-encoder.ts';
import type { Mp3EncoderKind } from './mp3-encoder.ts';

/** Far more than the archive lets run at once; a caller without a limit of its own meets this one. */
const MAX_WAITING = 1000;

interface EncodingOptions {
  readonly encoder: EncoderChoice;
  /** Worker threads; one a core by default: RTP that they delay waits in the kernel, which has room for 5.5 s. */
  readonly threads?: number;
  /** For large MP3s until the archive has them. Used by this process alone. */
  readonly folder: string;
  readonly log: Logger;
  readonly metrics: Registry;
}

interface RunningEncodingOptions {
  readonly running: RunningCalls;
  readonly clock: Clock;
  /** Whether the disk has room for more than the calls themselves. Default: always. */
  readonly hasSpace?: () => boolean;
}

/** Encodes spooled calls and audio files to MP3, on worker threads. */
export class Encoding {
  /** Which encoder is used. */
  readonly encoder: Mp3EncoderKind['name'];
  /** What it decodes with libraries of this machine, by RTP names. */
  readonly libraryCodecs: ReadonlySet<string>;
  /** Where ffmpeg is; null: not installed. */
  readonly ffmpeg: string | null;
  readonly #pool: WorkerPool<EncodingRequests>;
  /** Audio files may take minutes each: where there is more than one thread, one is left to calls. */
  readonly #files: Turns<'file'>;
  readonly #metrics: EncodingMetrics;
  readonly #log: Logger;
  readonly #threads: number;
  readonly #folder: string;
  /** Null: calls are encoded when they have ended. */
  #early: EarlyEncoding | null = null;
  /** Shared with the threads: anything but 0 makes them give up what they encode. */
  readonly #closing = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  /** Throws `config-invalid` when LAME is asked for and not installed. */
  constructor({ encoder, threads = availableParallelism(), folder, log, metrics }: EncodingOptions) {
    this.encoder = chooseMp3Encoder(encoder, log);
    const codecs = codecSupport();
    this.libraryCodecs = new Set(codecs.filter(({ found }) => found).map(({ codec }) => codec));
    log.info(
      { found: [...this.libraryCodecs], missing: codecs.filter(({ found }) => !found).map(({ codec }) => codec) },
      'encoding: codecs that need a library of this machine; streams of the missing ones are refused',
    );
    this.ffmpeg = findFfmpeg();
    log.info(
      { ffmpeg: this.ffmpeg, networkDenied: canDenyNetwork() },
      'encoding: ffmpeg decodes uploads in GSM, ADPCM, Ogg, FLAC, M4A, AAC, AMR; without it they are refused',
    );
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    startNodesThreads();
    this.#log = log;
    const starts = partState('encoder-threads', metrics);
    starts.setUp(true);
    this.#pool = new WorkerPool({
      module: workerModule('./encoding-worker', import.meta.url),
      data: { encoder: this.encoder, ffmpeg: this.ffmpeg, folder, closing: this.#closing } satisfies EncodingWorkerData,
      name: 'encoding',
      threads,
      maxWaiting: MAX_WAITING,
      onStarting: (state) => {
        starts.setUp(state.ok);
        if (state.ok) return log.info('encoding: encoder threads start again');
        if (state.delayMs !== null) starts.restarted();
        log.error(
          { reason: state.error.message, delayMs: state.delayMs },
          'encoding: no encoder thread can be started',
        );
      },
    });
    this.#files = new Turns({ atOnce: Math.max(1, threads - 1), waiting: MAX_WAITING });
    this.#threads = threads;
    this.#folder = folder;
    this.#metrics = encodingMetrics(
      metrics,
      { waiting: () => this.#pool.waiting, early: () => this.#early?.calls ?? 0 },
      codecs,
    );
  }

  /**
   * Resolves with an MP3 in memory, or in a file that the caller removes. Encoding a call again gives the same MP3, encrypted by
   * another key. Fails with `EncodingError`.
   */
  async encode(call: SpooledCall): Promise<EncodedCall> {
    const { recording, damaged, earlyMs } = await this.#encodeInTurns(call);
    this.#metrics.earlySeconds.inc(earlyMs / 1000);
    for (const leg of recording.legs) this.#metrics.countPackets(leg);
    if (damaged.length > 0) {
      this.#metrics.damagedChunks.inc(damaged.length);
      this.#log.error(
        { recordingId: call.recordingId, damagedChunks: damaged.length },
        'encoding: parts of the spool are damaged; the recording is silent there',
      );
    }
    return { recording: this.#received(recording), damaged };
  }

  /** From now on long calls are encoded while they run. Null: this encoder cannot do it. To be called once, and stopped before the close. */
  encodeRunning({ running, clock, hasSpace = () => true }: RunningEncodingOptions): EarlyEncoding | null {
    if (this.encoder !== 'lame') return null;
    this.#early = new EarlyEncoding({
      pool: this.#pool,
      threads: this.#threads,
      folder: this.#folder,
      running,
      hasSpace,
      clock,
      log: this.#log,
      onCpuSeconds: (seconds) => this.#metrics.cpuSeconds.inc(seconds),
      onLost: () => this.#metrics.earlyLost.inc(),
    });
    return this.#early;
  }

  /** On one thread, which may have its beginning; a long one slice by slice. */
  async #encodeInTurns(call: SpooledCall): Promise<CallResult> {
    let on = (await this.#early?.take(call.recordingId)) ?? null;
    const sent = (thread: PoolThread<EncodingRequests>): void => void (on = thread);
    const place = on === null ? { onSent: sent } : { on, onSent: sent };
    let encoded = await this.#result(this.#pool.requestAt(place, 'encodeCall', call));
    const { recordingId } = call.description;
    while (encoded === null) {
      encoded = await this.#result(this.#pool.requestAt({ on: on! }, 'continueCall', recordingId));
    }
    return encoded;
  }

  /**
   * The same for an audio file from outside, or why it cannot be a recording. The file of `NAME` is `NAME.mp3`. Fails with
   * `EncodingError`.
   */
  async encodeFile(file: TemporaryFile, options: AudioFileOptions): Promise<Result<EncodedAudioFile, AudioFault>> {
    const turn = this.#files.take('file', () => this.#pool.request('encodeAudioFile', file, options));
    const result = await this.#result(turn ?? Promise.reject(new PoolRefusal('too many files wait')));
    return result.ok ? ok({ ...result.value, recording: this.#received(result.value.recording) }) : result;
  }

  /** Whether its threads start. */
  get working(): boolean {
    return this.#pool.working;
  }

  /** Ends the threads soon; what they were encoding has to be encoded again. */
  close(): Promise<void> {
    Atomics.store(this.#closing, 0, 1);
    return this.#pool.close();
  }

  async #result<T>(response: Promise<Timed<T>>): Promise<T> {
    try {
      const { result, cpuSeconds } = await response;
      this.#metrics.cpuSeconds.inc(cpuSeconds);
      return result;
    } catch (error) {
      if (error instanceof PoolRefusal) throw new EncodingError('system', error.message);
      this.#metrics.failures.inc();
      if (error instanceof RequestError) throw new EncodingError(faultOf(error.code), error.message, error.code);
      const { code = null, message } = error as NodeJS.ErrnoException;
      throw new EncodingError(faultOf(code), `the encoder thread died: ${message}`, code);
    }
  }

  /** A `Buffer` from another thread arrives as a plain Uint8Array. */
  #received(recording: EncodedRecording): EncodedRecording {
    this.#metrics.audioSeconds.inc(recording.durationMs / 1000);
    return { ...recording, sha256: Buffer.from(recording.sha256) };
  }
}

/**
 * Node's threads for files and names of hosts begin with the first use by any thread, and inherit from it. The encoder threads have
 * no network: they must not be the first.
 */
function startNodesThreads(): void {
  access('/', () => undefined);
}

/**
 * Why a call was not encoded: the `call` (or our code with this call), which will fail the same way again; or the
 * `system`, for the moment.
 */
type EncodingFault = 'call' | 'system';

export class EncodingError extends Error {
  readonly fault: EncodingFault;
  /** Of the error behind it; null when it had none. */
  readonly code: string | null;

  constructor(fault: EncodingFault, message: string, code: string | null = null) {
    super(message);
    this.name = 'EncodingError';
    this.fault = fault;
    this.code = code;
  }
}

/** Error codes of the operating system, as `ENOSPC` or `EIO`: disks and limits of the process, whatever the call is. */
const SYSTEM_ERROR = /^E[A-Z0-9]+$/;
/** Codes of Node for a thread that could not be started. */
const THREAD_NOT_STARTED = new Set(['ERR_WORKER_INIT_FAILED', 'ERR_MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED']);

function faultOf(code: string | null): EncodingFault {
  if (code === null) return 'call';
  return code === 'spool-unreadable' || SYSTEM_ERROR.test(code) || THREAD_NOT_STARTED.has(code) ? 'system' : 'call';
}
