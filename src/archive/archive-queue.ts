import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { exponentialBackoff } from '../base/backoff.ts';
import type { Clock, Timer } from '../base/clock.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import type { WaitingCalls, WaitingOfTenants } from '../calls/index.ts';
import { EncodingError } from '../encoding/index.ts';
import { isDataFault } from '../platform/postgres/index.ts';
import type { Logger } from '../platform/logging.ts';
import type { Registry } from '../platform/metrics.ts';
import { NO_TRACING } from '../platform/tracing.ts';
import { earliestStarts } from '../recording/index.ts';
import type { SpooledCall } from '../spool/index.ts';
import { ArchiveJob, type ArchiveJobDeps } from './archive-job.ts';
import { type ArchiveMetrics, archiveMetrics } from './archive-metrics.ts';
import { ArchiveRate } from './archive-rate.ts';
import { FairOrder, isLong } from './fair-order.ts';
import { RowBatches } from './row-batches.ts';
import type { StuckCall, StuckState } from './stuck-calls.ts';

/** Beside those that are encoded: being stored, so many as come from a thread for 2 s, which is a slow bucket. Each may hold 4 MiB. */
const STORING_PER_THREAD = 10;
/** While calls wait, so many are stored together: their folders are synced once, and their rows are written in one transaction. */
const STORED_TOGETHER = 6;
/** Attempts at a call that is itself the cause of its failure. */
const MAX_CALL_FAULTS = 3;
/** Some four minutes of attempts: from then on a call that waits for the database or the like is shown as stuck. */
const STUCK_AFTER_FAILURES = 12;
/** Of a failure's text. */
const MAX_ERROR_CHARS = 500;
/** The longest delay is also how long the last call may wait after the database is back. */
const RETRY_DELAY = exponentialBackoff({ firstMs: 500, maxMs: 30_000 });

export interface ArchiveQueueOptions extends Omit<ArchiveJobDeps, 'rows'> {
  readonly log: Logger;
  readonly metrics: Registry;
  /** Jobs at once; default: by the encoder's threads. */
  readonly concurrent?: number;
  /** Default: one a core. */
  readonly encoderThreads?: number;
}

interface QueuedJob {
  readonly job: ArchiveJob;
  /** Monotonic ms. */
  readonly queuedAt: number;
  failures: number;
  /** Of the last attempt, and when it was, Unix ms; null: none has failed. */
  failure: { readonly error: string; readonly at: number } | null;
  /** The last attempt failed because the spool could not be read. */
  spoolUnreadable: boolean;
  /** Failures that the call itself caused. */
  callFaults: number;
  retry: Timer | null;
}

/**
 * Archives ended calls, each as an `ArchiveJob`: some at once, in the order they came; a failed one again after a growing
 * delay, without holding up the others.
 */
export class ArchiveQueue {
  readonly #options: ArchiveQueueOptions;
  readonly #clock: Clock;
  readonly #metrics: ArchiveMetrics;
  readonly #rows: RowBatches;
  readonly #rate: ArchiveRate;
  /** All that are not archived: ready, running, or waiting for a retry. */
  readonly #jobs = new Map<RecordingId, QueuedJob>();
  readonly #running = new Set<Promise<void>>();
  readonly #ready = new FairOrder<QueuedJob>(({ job }) => workOf(job.call));
  /** Running, up to their encoding. */
  readonly #encoding = new Set<QueuedJob>();
  /** Encoded, and waiting for others to be stored with. */
  #held: (() => void)[] = [];
  /** Given up, until they are requested again. */
  readonly #setAside = new Map<RecordingId, QueuedJob>();
  #onIdle: (() => void)[] = [];
  #closed = false;

  constructor(options: ArchiveQueueOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#rows = new RowBatches(options);
    this.#rate = new ArchiveRate(options.clock);
    this.#metrics = archiveMetrics(options.metrics, {
      queue: this.#jobs,
      setAside: this.#setAside,
      audioMs: () => sumOf(this.#durations()),
    });
  }

  /**
   * Queues a call and returns at once. The call is archived as soon as encoder, store and database allow it, however long
   * one of them is unavailable. A call that is queued or archived already is not archived twice.
   */
  add(call: SpooledCall): void {
    if (this.#closed || this.#jobs.has(call.recordingId)) return;
    this.#setAside.delete(call.recordingId);
    const job = new ArchiveJob(call, { ...this.#options, rows: this.#rows });
    const queued = {
      job,
      queuedAt: this.#clock.monotonicMs(),
      failures: 0,
      failure: null,
      callFaults: 0,
      spoolUnreadable: false,
      retry: null,
    };
    if (this.#jobs.size === 0) this.#rate.begin();
    this.#jobs.set(call.recordingId, queued);
    this.#makeReady(queued);
  }

  /** Start of each tenant's oldest call that is not archived, Unix ms. */
  get oldestStarts(): ReadonlyMap<TenantId, number> {
    return earliestStarts([...this.#jobs.values()].map(({ job }) => job.call.description));
  }

  /** Of each tenant: its calls, and when the last of them is archived if all of the queue is. A call that failed, of whatever cause, may take longer. */
  get waiting(): WaitingOfTenants {
    const durations = this.#durations();
    const longestMs = durations.reduce((longest, one) => Math.max(longest, one), 0);
    const expectedAt = this.#rate.expectedAt({ audioMs: sumOf(durations), longestMs });
    const waiting = new Map<TenantId, WaitingCalls>();
    for (const { job, failure } of this.#jobs.values()) {
      const { tenantId } = job.call.description;
      const before = waiting.get(tenantId) ?? { calls: 0, expectedAt };
      waiting.set(tenantId, { calls: before.calls + 1, expectedAt: failure === null ? before.expectedAt : null });
    }
    return waiting;
  }

  /** Calls that wait because the spool cannot be read. */
  get spoolUnreadable(): number {
    return [...this.#jobs.values()].filter(({ spoolUnreadable }) => spoolUnreadable).length;
  }

  /** Calls that were set aside, and those that have failed many times. */
  get stuck(): readonly StuckCall[] {
    const retrying = [...this.#jobs.values()].filter(({ failures }) => failures >= STUCK_AFTER_FAILURES);
    return [
      ...[...this.#setAside.values()].map((queued) => stuckCall(queued, 'set-aside')),
      ...retrying.map((queued) => stuckCall(queued, 'retrying')),
    ];
  }

  /** Tries a stuck call again now, as if it were new. */
  retry(recordingId: RecordingId): void {
    const setAside = this.#setAside.get(recordingId);
    if (setAside !== undefined) return this.add(setAside.job.call);
    const waiting = this.#jobs.get(recordingId);
    if (waiting?.retry == null) return;
    waiting.retry.cancel();
    this.#makeReady(waiting);
  }

  /** Resolves when no call is queued or being archived. */
  idle(): Promise<void> {
    if (this.#jobs.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  /** Waits for the jobs that run and drops the others: their calls are in the spool, the next start recovers them. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#ready.clear();
    this.#letGo();
    for (const { retry } of this.#jobs.values()) retry?.cancel();
    await Promise.all(this.#running);
    await Promise.all([...this.#jobs.values()].map(({ job }) => job.removeTemporaryFile()));
    this.#jobs.clear();
    this.#resolveIfIdle();
  }

  #durations(): readonly number[] {
    return [...this.#jobs.values()].map(({ job }) => workOf(job.call).durationMs);
  }

  #makeReady(queued: QueuedJob): void {
    queued.retry = null;
    this.#ready.add(queued);
    this.#startNext();
  }

  #startNext(): void {
    const { encoderThreads: threads = availableParallelism() } = this.#options;
    const { concurrent = (1 + STORING_PER_THREAD) * threads } = this.#options;
    // One more than there are threads: none waits for the next call.
    while (this.#ready.size > 0 && this.#running.size < concurrent && this.#encoding.size <= threads) {
      const long = [...this.#encoding].filter(({ job }) => isLong(workOf(job.call))).length;
      // Where there is more than one thread, one is left to short calls.
      const queued = this.#ready.take({ short: long >= Math.max(1, threads - 1) })!;
      this.#encoding.add(queued);
      const attempt = this.#attempt(queued).finally(() => {
        this.#running.delete(attempt);
        this.#encoding.delete(queued);
        if (this.#closed) return;
        this.#startNext();
      });
      this.#running.add(attempt);
    }
    if (this.#held.length >= STORED_TOGETHER || this.#encoding.size === 0 || this.#ready.size === 0) this.#letGo();
  }

  #letGo(): void {
    const held = this.#held;
    this.#held = [];
    for (const go of held) go();
  }

  /** Resolves when an encoded call is to be stored: at once, unless others wait and will soon be ready to be stored with it. */
  #encoded(queued: QueuedJob): Promise<void> {
    this.#encoding.delete(queued);
    return new Promise((go) => {
      this.#held.push(go);
      if (this.#closed) this.#letGo();
      else this.#startNext();
    });
  }

  async #attempt(queued: QueuedJob): Promise<void> {
    try {
      const { tracing = NO_TRACING } = this.#options;
      await tracing.span(queued.job.call.recordingId, 'archive attempt', () =>
        queued.job.run(() => this.#encoded(queued)),
      );
    } catch (error) {
      await this.#handleFailure(queued, error);
      return;
    }
    this.#traceWhole(queued);
    this.#rate.archived(workOf(queued.job.call).durationMs);
    this.#metrics.stored.inc();
    this.#metrics.latency.observe((this.#clock.monotonicMs() - queued.queuedAt) / 1000);
    this.#remove(queued);
  }

  #traceWhole({ job: { call }, failures }: QueuedJob): void {
    const { tenantId, startedAt } = call.description;
    const attributes = { 'fonoteka.tenant_id': tenantId, end: call.endReason, attempts: failures + 1 };
    const times = { from: startedAt, to: this.#clock.now() };
    this.#options.tracing?.record(call.recordingId, 'recording', times, attributes);
  }

  async #handleFailure(queued: QueuedJob, error: unknown): Promise<void> {
    this.#metrics.failures.inc();
    queued.failures += 1;
    queued.failure = { error: String(error).slice(0, MAX_ERROR_CHARS), at: this.#clock.now() };
    if (isCallFault(error)) queued.callFaults += 1;
    else this.#rate.failed();
    queued.spoolUnreadable = error instanceof EncodingError && error.code === 'spool-unreadable';
    if (queued.spoolUnreadable) this.#metrics.spoolReadFailures.inc();
    const { recordingId } = queued.job.call;
    const details = { recordingId, failures: queued.failures, error: String(error) };
    if (queued.callFaults >= MAX_CALL_FAULTS) {
      this.#options.log.error(details, 'archive: call cannot be archived; it is set aside and stays in the spool');
      this.#metrics.setAside.inc();
      // What is left of it is removed at the next start.
      await queued.job.removeTemporaryFile().catch(() => {});
      this.#setAside.set(recordingId, queued);
      this.#remove(queued);
      return;
    }
    if (this.#closed) return;
    await queued.job.freeMemory();
    const delayMs = RETRY_DELAY(queued.failures - 1);
    this.#options.log.warn(
      { ...details, delayMs },
      'archive: attempt to archive a call failed; tried again after the delay',
    );
    queued.retry = this.#clock.after(delayMs, () => this.#makeReady(queued));
  }

  #remove(queued: QueuedJob): void {
    this.#jobs.delete(queued.job.call.recordingId);
    this.#resolveIfIdle();
  }

  #resolveIfIdle(): void {
    if (this.#jobs.size > 0) return;
    const onIdle = this.#onIdle;
    this.#onIdle = [];
    for (const resolve of onIdle) resolve();
  }
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}

function workOf({ description, captureStartedAt, endedAt }: SpooledCall) {
  return { tenantId: description.tenantId, durationMs: endedAt - captureStartedAt };
}

function stuckCall({ job: { call }, failures, failure }: QueuedJob, state: StuckState): StuckCall {
  return {
    callId: call.description.callId,
    recordingId: call.recordingId,
    tenantId: call.description.tenantId,
    state,
    failures,
    error: failure?.error ?? '',
    since: failure?.at ?? call.endedAt,
    startedAt: call.description.startedAt,
    endedAt: call.endedAt,
    spool: {
      files: [...new Set(call.extents.map(({ file }) => basename(file)))],
      bytes: call.extents.reduce((sum, { length }) => sum + length, 0),
    },
  };
}

/**
 * Whether the call itself is the cause, so that it would fail for ever; otherwise the database, store or disk is, and will
 * work again.
 */
function isCallFault(error: unknown): boolean {
  if (error instanceof EncodingError) return error.fault === 'call';
  return isDataFault(error);
}
