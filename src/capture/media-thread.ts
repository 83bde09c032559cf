import { type Clock, inTime } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { RecordingId } from '../base/ids.ts';
import type { Logger } from '../platform/logging.ts';
import type { Registry } from '../platform/metrics.ts';
import { Supervised } from '../platform/supervise.ts';
import { workerModule, WorkerThread } from '../platform/worker-threads/index.ts';
import type { Spool, WriterLocation } from '../spool/index.ts';
import type { ActiveCall } from './active-call.ts';
import type { CaptureMetrics } from './capture-metrics.ts';
import { DescriptorTable } from './receiver/descriptor-table.ts';
import { ThreadLoad } from './thread-load.ts';
import type {
  MediaEvents,
  MediaReport,
  MediaRequests,
  MediaWorkerSettings,
  Quiet,
  TappedPacket,
} from './worker/media-requests.ts';

interface MediaThreadOptions {
  /** As in log and metrics, `media-worker-1`. */
  readonly name: string;
  readonly settings: Omit<MediaWorkerSettings, 'location' | 'descriptors'>;
  readonly spool: Spool;
  readonly counts: CaptureMetrics;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  /** With what a packet takes of its CPU, µs; where the settings ask for it. */
  readonly onMeasured: (microsecondsPerPacket: number) => void;
  readonly onReport: (report: MediaReport) => void;
  readonly onQuiet: (recordingId: RecordingId, what: Quiet) => void;
  readonly onPacketsLost: (recordingId: RecordingId) => void;
  readonly onTapped: (recordingId: RecordingId, packets: readonly TappedPacket[]) => void;
  readonly onHung: OnHung;
}

/**
 * A thread hangs and cannot be ended: Node can only terminate it at the risk of the process, and its sockets and segments cannot be
 * given to another one while it may wake up. `running`: the process is to be ended now, so that its supervisor starts it again and
 * the spool is recovered. `closing`: at its exit, which would wait for the thread.
 */
export type OnHung = (when: 'running' | 'closing') => void;

/** A thread reports each second; one that has not for so long hangs, and gets no new calls until it reports again. */
const UNRESPONSIVE_AFTER_MS = 10_000;

/**
 * So many times in a row nothing was reported between two checks: the thread hangs for good. Counted, not measured: after the
 * main thread itself was held up, it has reports to read.
 */
const HUNG_AFTER_CHECKS = 3;

/** The same for a thread that starts: it loads native code, and binds the ports of its calls, in a second; a busy machine needs longer. */
const START_HUNG_AFTER_CHECKS = 6;

/** A disk takes a second for what is in memory. A thread that takes longer hangs, and SIGTERM does not wait for it. */
const CLOSE_TIMEOUT_MS = 15_000;

type MediaWorker = WorkerThread<MediaRequests, MediaEvents>;

/**
 * A media worker as seen from the main thread. When its thread dies, another is started, and the calls go on with it: on the
 * same sockets, from what their spool holds. What the dead thread had not written is lost, a second at most.
 */
export class MediaThread {
  /** Those that it records. */
  readonly calls = new Set<ActiveCall>();
  /** Calls that are being started on it. */
  starting = 0;
  readonly #options: MediaThreadOptions;
  readonly #descriptors = new DescriptorTable();
  readonly #supervised: Supervised;
  /** Null until the first thread runs, and from its death until the next one has all calls. */
  #worker: MediaWorker | null = null;
  /** The last thread that was started, also while it does not run yet. */
  #thread: MediaWorker | null = null;
  #running = pendingStart();
  #closed = false;
  #reportedSinceCheck = false;
  #silentChecks = 0;
  #diskFailing = false;
  #load = new ThreadLoad();
  #lastReport: MediaReport | null = null;
  #reportedAtMs = 0;

  /** Resolves when the worker can record; fails when it cannot, as with a receiver this machine does not have. */
  static async start(options: MediaThreadOptions): Promise<MediaThread> {
    const thread = new MediaThread(options);
    try {
      await thread.#supervised.firstUp;
      return thread;
    } catch (error) {
      await thread.#supervised.stop();
      throw error;
    }
  }

  private constructor(options: MediaThreadOptions) {
    this.#options = options;
    const { name: part, clock, log, metrics } = options;
    this.#supervised = new Supervised({ part, run: (signal, up) => this.#run(signal, up), clock, log, metrics });
  }

  /** Whether a call could be started on it. */
  get accepting(): boolean {
    const silentMs = this.#options.clock.monotonicMs() - this.#reportedAtMs;
    const responds = this.#worker !== null && silentMs < UNRESPONSIVE_AFTER_MS;
    return responds && !this.#diskFailing && !this.#closed && !this.overloaded;
  }

  get diskFailing(): boolean {
    return this.#diskFailing;
  }

  /** Whether it has no time for more calls. */
  get overloaded(): boolean {
    return this.#load.overloaded;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Those that it records or begins to record. */
  get activeCalls(): number {
    return this.calls.size + this.starting;
  }

  /** As `MediaReport`. */
  get utilization(): number {
    return this.#lastReport?.utilization ?? 0;
  }

  get segmentBytes(): number {
    return this.#lastReport?.segmentBytes ?? 0;
  }

  get bufferedBytes(): number {
    return this.#lastReport?.bufferedBytes ?? 0;
  }

  /** As `WorkerThread.request`; while a new thread is being started, sent when it runs. */
  request<Name extends keyof MediaRequests>(
    name: Name,
    ...args: Parameters<MediaRequests[Name]>
  ): Promise<Awaited<ReturnType<MediaRequests[Name]>>> {
    if (this.#worker !== null) return this.#worker.request(name, ...args);
    return this.#running.promise.then(() => this.request(name, ...args));
  }

  /** Writes all to disk and closes all ports. Its calls are being ended. Does not wait for a thread that hangs. */
  async close(): Promise<void> {
    const { clock, log, onHung } = this.#options;
    if (await inTime(clock, CLOSE_TIMEOUT_MS, this.#close())) return;
    log.fatal({ calls: this.calls.size }, 'capture: a media worker does not end; the next start recovers its calls');
    onHung('closing');
    this.#thread?.abandon(new AppError('spool-unwritable'));
    // Should it end after all: no other one is started.
    void this.#supervised.stop();
  }

  async #close(): Promise<void> {
    this.#closed = true;
    if (this.#worker === null) this.#running.reject(new AppError('spool-unwritable'));
    await Promise.all([...this.calls].map((call) => call.changesSent()));
    await this.#worker?.request('close').catch(() => {});
    await this.#supervised.stop();
    this.#running.reject(new AppError('spool-unwritable'));
  }

  /** The life of one thread. */
  async #run(signal: AbortSignal, up: () => void): Promise<void> {
    const location = this.#options.spool.newWriterLocation();
    const worker = this.#startWorker(location);
    const stop = (): void => void worker.stop(new AppError('spool-unwritable'));
    signal.addEventListener('abort', stop);
    this.#thread = worker;
    this.#silentChecks = 0;
    this.#reportedSinceCheck = false;
    const checking = this.#options.clock.every(UNRESPONSIVE_AFTER_MS, () => this.#checkReports());
    try {
      await worker.ready;
      await Promise.all([...this.calls].map((call) => call.resume(worker)));
      await worker.request('closeLeftPorts');
      this.#worker = worker;
      this.#silentChecks = 0;
      this.#reportedAtMs = this.#options.clock.monotonicMs();
      this.#running.resolve();
      up();
      await worker.ended;
    } finally {
      signal.removeEventListener('abort', stop);
      // A thread that cannot have the calls must end before the next one takes its ports.
      await worker.stop(new Error('the calls could not go on'));
      checking.cancel();
      if (!signal.aborted) this.#recover(location);
    }
  }

  /** From the start of a thread to its end. */
  #checkReports(): void {
    const isSilent = !this.#closed && !this.#reportedSinceCheck;
    this.#silentChecks = isSilent ? this.#silentChecks + 1 : 0;
    this.#reportedSinceCheck = false;
    const isRunning = this.#worker !== null;
    if (this.#silentChecks !== (isRunning ? HUNG_AFTER_CHECKS : START_HUNG_AFTER_CHECKS)) return;
    const { log, onHung } = this.#options;
    log.fatal(
      { calls: this.calls.size, hangs: isRunning ? 'running' : 'starting' },
      'capture: a media worker hangs and cannot be replaced; the process must end',
    );
    onHung('running');
  }

  /** The calls go on: what the dead thread wrote of them becomes their beginning. */
  #recover(location: WriterLocation): void {
    const { spool, log } = this.#options;
    const calls = [...this.calls];
    const found = spool.recoverWriter(location, new Set(calls.map(({ recordingId }) => recordingId)));
    found.catch((err: unknown) =>
      log.error(
        { err },
        'capture: the segments of a dead media worker could not be read in time; the next start recovers its calls',
      ),
    );
    for (const call of calls) call.continueAfter(found.then((extents) => extents.get(call.recordingId) ?? []));
  }

  #startWorker(location: WriterLocation): MediaWorker {
    const { settings, spool, counts, log, onMeasured, onQuiet, onPacketsLost, onTapped } = this.#options;
    return new WorkerThread<MediaRequests, MediaEvents>({
      module: workerModule('./worker/media-worker', import.meta.url),
      data: { ...settings, location, descriptors: this.#descriptors.shared } satisfies MediaWorkerSettings,
      name: 'media',
      events: {
        receiverOpened: (receiver, fallbackReason) => {
          if (fallbackReason === null) log.info({ receiver }, 'capture: receiver opened');
          else log.warn({ receiver, fallbackReason }, 'capture: this machine cannot read packets in batches');
        },
        measured: onMeasured,
        quiet: onQuiet,
        packetsLost: onPacketsLost,
        tapped: onTapped,
        segmentClosed: (segment) => spool.segmentClosed(segment),
        flushed: (files) => spool.flushed(files),
        diskFailed: (reason) => {
          counts.diskFailed();
          if (!this.#diskFailing) log.error({ reason }, DISK_FAILED);
          this.#diskFailing = true;
        },
        diskRecovered: () => {
          this.#diskFailing = false;
          log.info('capture: the spool can be written again');
        },
        report: (report) => {
          this.#lastReport = report;
          this.#reportedAtMs = this.#options.clock.monotonicMs();
          this.#reportedSinceCheck = true;
          this.#noteLoad(report);
          this.#options.onReport(report);
          counts.add(report);
        },
      },
      onDied: (error) => this.#died(error),
    });
  }

  #noteLoad({ utilization, overMs }: MediaReport): void {
    const { overloaded } = this.#load;
    this.#load.report(utilization, overMs);
    if (this.#load.overloaded === overloaded) return;
    const { log } = this.#options;
    const facts = { calls: this.calls.size, utilization };
    if (overloaded) log.info(facts, 'capture: a media worker has time for new calls again');
    else log.warn(facts, 'capture: a media worker is overloaded; new calls are refused until it is not');
  }

  #died(error: Error): void {
    const { log } = this.#options;
    log.fatal({ err: error, calls: this.calls.size }, 'capture: a media worker died; its calls go on with a new one');
    if (this.#worker !== null) this.#running = pendingStart();
    this.#worker = null;
    this.#diskFailing = false;
    this.#load = new ThreadLoad();
    this.#lastReport = null;
    if (this.#closed) this.#running.reject(new AppError('spool-unwritable'));
  }
}

const DISK_FAILED =
  'capture: the spool cannot be written; packets are kept in memory and new calls refused until it can';

/** Resolves when the worker runs; rejected at close. Requests wait for it, or nobody. */
function pendingStart(): PromiseWithResolvers<void> {
  const start = Promise.withResolvers<void>();
  start.promise.catch(() => {});
  return start;
}
