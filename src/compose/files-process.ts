import { type Clock, inTime, type Timer } from '../base/clock.ts';
import { AppError, isErrorCode } from '../base/errors.ts';
import type { Config } from '../config/index.ts';
import type { CountedMetrics } from '../platform/metrics.ts';
import { Supervised } from '../platform/supervise.ts';
import {
  RequestError,
  workerModule,
  WorkerProcess,
  type WorkerProcessOptions,
} from '../platform/worker-threads/index.ts';
import type { FilesPorts, RunningFiles } from './files.ts';
import type { Shared } from './shared.ts';

/** What the process of the files role does for the one that has started it. */
export interface FilesRequests {
  /** Before anything else. Fails as the role does. */
  start(options: FilesProcessStart): Promise<StartedFiles>;
  /** Whether each thing the role needs for its work is working. */
  checks(): Readonly<Record<string, boolean>>;
  metrics(): Promise<CountedMetrics>;
  /** Ends the sessions. */
  stop(): Promise<void>;
}

interface FilesProcessStart {
  readonly config: Config;
  /** Also of the embedded database, which the service runs. */
  readonly databaseUrl: string;
}

interface StartedFiles {
  readonly ports: FilesPorts;
  readonly checks: Readonly<Record<string, boolean>>;
}

/** How often the process is asked for its state. */
const CHECK_INTERVAL_MS = 5_000;
/** One that has not answered for a minute hangs. Counted, not measured: after this process was held up, there are answers to read. */
const HUNG_AFTER_CHECKS = 12;
/** Prometheus waits ten seconds for all of an answer. */
const METRICS_TIMEOUT_MS = 2_000;
/** The sessions end at once, unless their clients do not read. */
const STOP_TIMEOUT_MS = 10_000;

type FilesWorker = WorkerProcess<FilesRequests>;

export interface FilesApart extends Pick<WorkerProcessOptions, 'stderr'> {
  /** Started already, and asked for nothing yet. */
  readonly first: FilesWorker;
}

/** A process that can run the role; it loads its modules and waits. */
export function forkFilesProcess(options: Pick<WorkerProcessOptions, 'stderr' | 'clock'>): FilesWorker {
  return new WorkerProcess({ module: workerModule('./files-worker', import.meta.url), ...options });
}

/**
 * The files role in a process of its own: what a download costs in time and memory is not the recorder's. Started again whenever
 * it ends, on the same ports. Fails as the role does when it cannot be started.
 */
export async function startFilesProcess(shared: Shared, apart: FilesApart): Promise<RunningFiles> {
  const files = new FilesProcess(shared, apart);
  try {
    await files.supervised.firstUp;
  } catch (error) {
    await files.supervised.stop();
    throw error;
  }
  shared.metrics.addProcess('files', () => files.metrics());
  return files.role();
}

class FilesProcess {
  readonly supervised: Supervised;
  readonly #shared: Shared;
  readonly #stderr: WorkerProcessOptions['stderr'];
  /** Null: it has been used. */
  #first: FilesWorker | null;
  /** Null while none works. */
  #worker: FilesWorker | null = null;
  /** Null until the first one has. */
  #started: StartedFiles | null = null;

  constructor(shared: Shared, { first, stderr }: FilesApart) {
    this.#shared = shared;
    this.#stderr = stderr;
    this.#first = first;
    const { clock, log, metrics } = shared;
    const run = (signal: AbortSignal, up: () => void): Promise<void> => this.#run(signal, up);
    this.supervised = new Supervised({ part: 'files', run, clock, log, metrics });
  }

  role(): RunningFiles {
    const { ports, checks } = this.#started!;
    const isOk = (name: string) => (): boolean => this.supervised.isUp && this.#started!.checks[name] === true;
    return {
      ports,
      checks: Object.fromEntries(Object.keys(checks).map((name) => [name, isOk(name)])),
      stop: () => this.supervised.stop(),
    };
  }

  /** Null while no process works, and when it does not answer in time. */
  async metrics(): Promise<CountedMetrics | null> {
    let counted: CountedMetrics | null = null;
    const asked = this.#worker?.request('metrics').then(
      (metrics) => void (counted = metrics),
      () => {},
    );
    if (asked !== undefined) await inTime(this.#shared.clock, METRICS_TIMEOUT_MS, asked);
    return counted;
  }

  async #run(signal: AbortSignal, up: () => void): Promise<void> {
    const { clock, config, database } = this.#shared;
    // The first one may have been killed while this process waited for its database.
    const worker = this.#first?.alive ? this.#first : forkFilesProcess({ stderr: this.#stderr, clock });
    this.#first = null;
    const watch = this.#watch(worker);
    const stopping = aborted(signal);
    try {
      const start = { config: { ...config, ...this.#portsInUse() }, databaseUrl: database.url };
      const started = await Promise.race([worker.request('start', start), stopping]);
      if (started === undefined) return;
      this.#started = started;
      this.#worker = worker;
      up();
      const reason = await Promise.race([worker.ended, stopping]);
      if (reason !== undefined) throw reason;
      await stopSessions(worker, clock);
    } catch (error) {
      throw asAppError(error);
    } finally {
      this.#worker = null;
      this.#shared.metrics.processEnded('files');
      watch.cancel();
      await worker.stop();
    }
  }

  /** Again those of the first start. SFTP that could not listen then, for its host keys, may now. */
  #portsInUse(): Partial<FilesPorts> {
    if (this.#started === null) return {};
    const { ports } = this.#started;
    return { ...ports, sftpPort: ports.sftpPort ?? this.#shared.config.sftpPort };
  }

  #watch(worker: FilesWorker): Timer {
    let unanswered = 0;
    return this.#shared.clock.every(CHECK_INTERVAL_MS, () => {
      unanswered += 1;
      if (unanswered > HUNG_AFTER_CHECKS) {
        this.#shared.log.error('files: the process does not answer, it is killed');
        void worker.kill();
      }
      const asked = worker.request('checks').then((checks) => {
        unanswered = 0;
        if (this.#worker === worker) this.#started = { ...this.#started!, checks };
      });
      // It has ended, which is seen elsewhere.
      asked.catch(() => {});
    });
  }
}

async function stopSessions(worker: FilesWorker, clock: Clock): Promise<void> {
  const stopped = worker.request('stop').catch(() => {});
  await inTime(clock, STOP_TIMEOUT_MS, stopped);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** The process's own failure with its code, as if the role had failed here. */
function asAppError(error: unknown): unknown {
  if (!(error instanceof RequestError) || error.code === null || !isErrorCode(error.code)) return error;
  return new AppError(error.code, error.message, { cause: error });
}
