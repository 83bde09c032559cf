import type { Clock, Timer } from '../base/clock.ts';
import type { RecordingId } from '../base/ids.ts';
import type { Logger } from '../platform/logging.ts';
import type { Registry } from '../platform/metrics.ts';
import { earliestStart } from '../recording/index.ts';
import type { SpooledCall } from '../spool/index.ts';
import { createArchiveMetrics } from './archive-metrics.ts';
import { retryAfter } from './failure-to-retry.ts';
import { Finishing, type FinishingParts } from './finishing.ts';

/** Calls under way at once: enough to keep encoders, store and database busy, few connections. */
const CONCURRENT = 4;
/** Attempts at a call that is itself the cause of its failure. */
const ATTEMPTS_AT_A_POISONED_CALL = 3;
const FIRST_RETRY_MS = 500;
/** Also how long after the database's return the last call may wait. */
const LAST_RETRY_MS = 30_000;

export interface ArchiveOptions extends FinishingParts {
  readonly log: Logger;
  readonly metrics: Registry;
  readonly concurrent?: number;
}

/** Brings calls that are over from the spool into the object store and the catalog. */
export interface Archive {
  /**
   * Takes a call over and returns at once. The call is archived as soon as encoder, store and database let
   * it, however long one of them is away; a call that is already taken or archived is not archived twice.
   */
  finish(call: SpooledCall): void;
  /** When the oldest of the calls that wait or are under way began, Unix ms; null: there is none. */
  readonly oldestStart: number | null;
  /** Resolves when no call waits or is under way. */
  idle(): Promise<void>;
  /** Lets what is under way end and drops the rest: the spool has it, the next start takes it up. */
  close(): Promise<void>;
}

export function createArchive(options: ArchiveOptions): Archive {
  return new FinishQueue(options);
}

interface Task {
  readonly finishing: Finishing;
  /** Monotonic ms. */
  readonly takenAt: number;
  failures: number;
  /** Failures that blame the call. */
  ownFailures: number;
  retry: Timer | null;
}

class FinishQueue implements Archive {
  readonly #options: ArchiveOptions;
  readonly #clock: Clock;
  readonly #meters;
  /** Everything taken and not done: ready, under way, or waiting for its retry. */
  readonly #tasks = new Map<RecordingId, Task>();
  readonly #underWay = new Set<Promise<void>>();
  #ready: Task[] = [];
  #whenIdle: (() => void)[] = [];
  #closed = false;

  constructor(options: ArchiveOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#meters = createArchiveMetrics(options.metrics, this.#tasks);
  }

  finish(call: SpooledCall): void {
    if (this.#closed || this.#tasks.has(call.recordingId)) return;
    const finishing = new Finishing(call, this.#options);
    const task = { finishing, takenAt: this.#clock.monotonicMs(), failures: 0, ownFailures: 0, retry: null };
    this.#tasks.set(call.recordingId, task);
    this.#makeReady(task);
  }

  get oldestStart(): number | null {
    return earliestStart([...this.#tasks.values()].map(({ finishing }) => finishing.call.description));
  }

  idle(): Promise<void> {
    if (this.#tasks.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#ready = [];
    for (const { retry } of this.#tasks.values()) retry?.cancel();
    await Promise.all(this.#underWay);
    await Promise.all([...this.#tasks.values()].map(({ finishing }) => finishing.abandon()));
    this.#tasks.clear();
    this.#tellIfIdle();
  }

  #makeReady(task: Task): void {
    task.retry = null;
    this.#ready.push(task);
    this.#startNext();
  }

  #startNext(): void {
    while (this.#ready.length > 0 && this.#underWay.size < (this.#options.concurrent ?? CONCURRENT)) {
      const attempt = this.#attempt(this.#ready.shift()!).finally(() => {
        this.#underWay.delete(attempt);
        if (!this.#closed) this.#startNext();
      });
      this.#underWay.add(attempt);
    }
  }

  async #attempt(task: Task): Promise<void> {
    try {
      await task.finishing.advance();
    } catch (error) {
      await this.#noteFailure(task, error);
      return;
    }
    this.#meters.stored.inc();
    this.#meters.latency.observe((this.#clock.monotonicMs() - task.takenAt) / 1000);
    this.#drop(task);
  }

  async #noteFailure(task: Task, error: unknown): Promise<void> {
    this.#meters.failures.inc();
    task.failures += 1;
    if (retryAfter(error) === 'a-few-times') task.ownFailures += 1;
    const { recordingId } = task.finishing.call;
    const about = { recordingId, failures: task.failures, error: String(error) };
    if (task.ownFailures >= ATTEMPTS_AT_A_POISONED_CALL) {
      this.#options.log.error(about, 'archive: a call cannot be archived; it stays in the spool until the next start');
      this.#meters.setAside.inc();
      await task.finishing.abandon();
      this.#drop(task);
      return;
    }
    if (this.#closed) return;
    const delayMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (task.failures - 1));
    this.#options.log.warn({ ...about, delayMs }, 'archive: a call could not be archived yet');
    task.retry = this.#clock.after(delayMs, () => this.#makeReady(task));
  }

  #drop(task: Task): void {
    this.#tasks.delete(task.finishing.call.recordingId);
    this.#tellIfIdle();
  }

  #tellIfIdle(): void {
    if (this.#tasks.size > 0) return;
    const whenIdle = this.#whenIdle;
    this.#whenIdle = [];
    for (const tell of whenIdle) tell();
  }
}
