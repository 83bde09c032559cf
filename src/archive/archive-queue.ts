import { basename } from 'node:path';
import { exponentialBackoff } from '../base/backoff.ts';
import type { Clock, Timer } from '../base/clock.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { EncodingError } from '../encoding/index.ts';
import { isDataFault } from '../platform/postgres/index.ts';
import type { Logger } from '../platform/logging.ts';
import type { Registry } from '../platform/metrics.ts';
import { NO_TRACING } from '../platform/tracing.ts';
import { earliestStarts } from '../recording/index.ts';
import type { SpooledCall } from '../spool/index.ts';
import { ArchiveJob, type ArchiveJobDeps } from './archive-job.ts';
import { type ArchiveMetrics, archiveMetrics } from './archive-metrics.ts';
import type { StuckCall, StuckState } from './stuck-calls.ts';

/** Jobs that run at once: enough to keep encoders, store and database busy, few connections. */
const CONCURRENT_JOBS = 4;
/** Attempts at a call that is itself the cause of its failure. */
const MAX_CALL_FAULTS = 3;
/** Some four minutes of attempts: from then on a call that waits for the database or the like is shown as stuck. */
const STUCK_AFTER_FAILURES = 12;
/** Of a failure's text. */
const MAX_ERROR_CHARS = 500;
/** The longest delay is also how long the last call may wait after the database is back. */
const RETRY_DELAY = exponentialBackoff({ firstMs: 500, maxMs: 30_000 });

export interface ArchiveQueueOptions extends ArchiveJobDeps {
  readonly log: Logger;
  readonly metrics: Registry;
  readonly concurrent?: number;
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
  /** All that are not archived: ready, running, or waiting for a retry. */
  readonly #jobs = new Map<RecordingId, QueuedJob>();
  readonly #running = new Set<Promise<void>>();
  #ready: QueuedJob[] = [];
  /** Given up, until they are requested again. */
  readonly #setAside = new Map<RecordingId, QueuedJob>();
  #onIdle: (() => void)[] = [];
  #closed = false;

  constructor(options: ArchiveQueueOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#metrics = archiveMetrics(options.metrics, { queue: this.#jobs, setAside: this.#setAside });
  }

  /**
   * Queues a call and returns at once. The call is archived as soon as encoder, store and database allow it, however long
   * one of them is unavailable. A call that is queued or archived already is not archived twice.
   */
  add(call: SpooledCall): void {
    if (this.#closed || this.#jobs.has(call.recordingId)) return;
    this.#setAside.delete(call.recordingId);
    const job = new ArchiveJob(call, this.#options);
    const queued = {
      job,
      queuedAt: this.#clock.monotonicMs(),
      failures: 0,
      failure: null,
      callFaults: 0,
      spoolUnreadable: false,
      retry: null,
    };
    this.#jobs.set(call.recordingId, queued);
    this.#makeReady(queued);
  }

  /** Start of each tenant's oldest call that is not archived, Unix ms. */
  get oldestStarts(): ReadonlyMap<TenantId, number> {
    return earliestStarts([...this.#jobs.values()].map(({ job }) => job.call.description));
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
    this.#ready = [];
    for (const { retry } of this.#jobs.values()) retry?.cancel();
    await Promise.all(this.#running);
    await Promise.all([...this.#jobs.values()].map(({ job }) => job.removeTemporaryFile()));
    this.#jobs.clear();
    this.#resolveIfIdle();
  }

  #makeReady(queued: QueuedJob): void {
    queued.retry = null;
    this.#ready.push(queued);
    this.#startNext();
  }

  #startNext(): void {
    while (this.#ready.length > 0 && this.#running.size < (this.#options.concurrent ?? CONCURRENT_JOBS)) {
      const attempt = this.#attempt(this.#ready.shift()!).finally(() => {
        this.#running.delete(attempt);
        if (!this.#closed) this.#startNext();
      });
      this.#running.add(attempt);
    }
  }

  async #attempt(queued: QueuedJob): Promise<void> {
    try {
      const { tracing = NO_TRACING } = this.#options;
      await tracing.span(queued.job.call.recordingId, 'archive attempt', () => queued.job.run());
    } catch (error) {
      await this.#handleFailure(queued, error);
      return;
    }
    this.#traceWhole(queued);
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

function stuckCall({ job: { call }, failures, failure }: QueuedJob, state: StuckState): StuckCall {
  return {
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
