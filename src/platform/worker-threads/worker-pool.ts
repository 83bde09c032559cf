import { exponentialBackoff } from '../../base/backoff.ts';
import { type Clock, inTime, type Timer } from '../../base/clock.ts';
import { systemClock } from '../clock.ts';
import type { Remote } from './remote-calls.ts';
import { WorkerThread, type WorkerThreadOptions } from './worker-thread.ts';

interface WorkerPoolOptions extends Pick<WorkerThreadOptions<unknown>, 'module' | 'data' | 'name'> {
  readonly threads: number;
  /** Requests that may wait for a thread; one more is refused. */
  readonly maxWaiting: number;
  /** Threads do not start, or start again. */
  readonly onStarting?: (state: ThreadStarts) => void;
  /** Default: this machine's. */
  readonly clock?: Clock;
}

export type ThreadStarts =
  | { readonly ok: true }
  /** `delayMs`: until the next start; null: a thread hangs in its start, and is replaced when it ends. */
  | { readonly ok: false; readonly error: Error; readonly delayMs: number | null };

/** Between the starts of threads that do not start: at first a request waits hardly longer, later the CPU is left to others. */
const START_DELAY = exponentialBackoff({ firstMs: 500, maxMs: 30_000 });

/** A thread loads its code in a second; a busy machine needs longer. */
const START_TIMEOUT_MS = 60_000;

/** Threads end soon after their request. One that hangs is not waited for. */
const CLOSE_TIMEOUT_MS = 15_000;

/** The pool is closed, too many requests wait, or its threads do not start: nothing is wrong with the request. */
export class PoolRefusal extends Error {}

/** Where and when a request is sent. */
export interface RequestPlace<Requests extends Remote<Requests>> {
  /** To this thread alone; refused when it has ended. Missing: to any. */
  readonly on?: PoolThread<Requests>;
  /** Only when no other request waits for that thread. */
  readonly isBackground?: boolean;
  /** Called with the thread that it is sent to. */
  readonly onSent?: (thread: PoolThread<Requests>) => void;
}

interface WaitingRequest<Requests extends Remote<Requests>> {
  readonly on: PoolThread<Requests> | null;
  readonly isBackground: boolean;
  readonly send: (thread: PoolThread<Requests>) => Promise<void>;
  readonly reject: (error: Error) => void;
}

export type PoolThread<Requests extends Remote<Requests>> = WorkerThread<Requests, object>;

/**
 * Sends requests to worker threads, one at a time to each, first come first served (`RequestPlace` says what goes elsewhere). All threads are started at once, so
 * that the first request does not wait for one. A request whose thread dies fails alone: the pool starts another thread. While
 * threads die before they can take a request, the next one is started after a growing delay. A thread that hangs in its start keeps its
 * place, so that such threads do not pile up; its request is refused.
 */
export class WorkerPool<Requests extends Remote<Requests>> {
  readonly #options: WorkerPoolOptions;
  readonly #threads = new Set<PoolThread<Requests>>();
  /** Threads that could take requests, also if they have ended since. */
  readonly #started = new WeakSet<PoolThread<Requests>>();
  readonly #hung = new Set<PoolThread<Requests>>();
  readonly #clock: Clock;
  #idle: PoolThread<Requests>[] = [];
  #busy = 0;
  #waiting: WaitingRequest<Requests>[] = [];
  #closed = false;
  #failedStarts = 0;
  /** Until then no thread is started. */
  #startDelay: Timer | null = null;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    for (let count = 0; count < options.threads; count++) this.#idle.push(this.#startThread());
  }

  /** Requests that wait for a thread. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Whether its threads start. */
  get working(): boolean {
    return this.#failedStarts === 0;
  }

  /** Fails as `WorkerThread.request` does, or with `PoolRefusal`. */
  request<Name extends keyof Requests & string>(
    name: Name,
    ...args: Parameters<Requests[Name]>
  ): Promise<Awaited<ReturnType<Requests[Name]>>> {
    return this.requestAt({}, name, ...args);
  }

  /** The same for a request that has a place. */
  requestAt<Name extends keyof Requests & string>(
    { on, isBackground = false, onSent = () => {} }: RequestPlace<Requests>,
    name: Name,
    ...args: Parameters<Requests[Name]>
  ): Promise<Awaited<ReturnType<Requests[Name]>>> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new PoolRefusal('closed'));
      if (this.#waiting.length >= this.#options.maxWaiting) return reject(new PoolRefusal('too many requests wait'));
      if (on?.alive === false) return reject(new PoolRefusal('the thread has ended'));
      const send = (thread: PoolThread<Requests>) => {
        onSent(thread);
        return thread.request(name, ...args).then(resolve, (error: Error) => reject(this.#failureOf(thread, error)));
      };
      this.#waiting.push({ on: on ?? null, isBackground, send, reject });
      this.#sendWaiting();
    });
  }

  /** Requests that run or wait fail with `PoolRefusal`; resolves when the threads have ended, each after its request, or hang. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#startDelay?.cancel();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(new PoolRefusal('closed'));
    const ended = Promise.all([...this.#threads].map((thread) => thread.stop(new PoolRefusal('closed'))));
    if (await inTime(this.#clock, CLOSE_TIMEOUT_MS, ended)) return;
    for (const thread of this.#threads) thread.abandon(new PoolRefusal('closed'));
  }

  #sendWaiting(): void {
    while (this.#waiting.length > 0 && this.#busy + this.#hung.size < this.#options.threads) {
      if (this.#idle.length === 0 && this.#startDelay !== null) return;
      const request = this.#nextRequest();
      if (request === null) return;
      this.#waiting.splice(this.#waiting.indexOf(request), 1);
      const thread = this.#takeThread(request);
      this.#busy += 1;
      void request.send(thread).finally(() => {
        this.#busy -= 1;
        if (thread.alive) this.#idle.push(thread);
        this.#sendWaiting();
      });
    }
  }

  /** The first that a thread is free for; those of the background last. */
  #nextRequest(): WaitingRequest<Requests> | null {
    const isFree = ({ on }: WaitingRequest<Requests>): boolean => on === null || this.#idle.includes(on);
    return (
      this.#waiting.find((request) => !request.isBackground && isFree(request)) ?? this.#waiting.find(isFree) ?? null
    );
  }

  /** Not one that others wait for, if there is a choice. */
  #takeThread({ on }: WaitingRequest<Requests>): PoolThread<Requests> {
    const isWanted = (idle: PoolThread<Requests>): boolean => this.#waiting.some((waiting) => waiting.on === idle);
    const thread = on ?? this.#idle.findLast((idle) => !isWanted(idle)) ?? this.#idle.at(-1);
    if (thread === undefined) return this.#startThread();
    this.#idle.splice(this.#idle.indexOf(thread), 1);
    return thread;
  }

  #startThread(): PoolThread<Requests> {
    const { module, data, name } = this.#options;
    const thread: PoolThread<Requests> = new WorkerThread({
      module,
      data,
      name,
      events: {},
      onDied: (error) => {
        this.#idle = this.#idle.filter((idle) => idle !== thread);
        this.#refuseThoseFor(thread);
        if (!this.#started.has(thread)) this.#startFailed(error);
      },
    });
    this.#threads.add(thread);
    const timeout = this.#clock.after(START_TIMEOUT_MS, () => this.#startHangs(thread));
    thread.ready
      .then(
        () => this.#hasStarted(thread),
        () => {},
      )
      .finally(() => timeout.cancel());
    void thread.ended.then(() => {
      this.#threads.delete(thread);
      if (this.#hung.delete(thread)) this.#sendWaiting();
    });
    return thread;
  }

  #hasStarted(thread: PoolThread<Requests>): void {
    this.#started.add(thread);
    if (this.#failedStarts === 0) return;
    this.#failedStarts = 0;
    this.#options.onStarting?.({ ok: true });
  }

  #startHangs(thread: PoolThread<Requests>): void {
    const error = new PoolRefusal('a thread hangs in its start');
    this.#hung.add(thread);
    this.#idle = this.#idle.filter((idle) => idle !== thread);
    this.#failedStarts += 1;
    thread.abandon(error);
    this.#options.onStarting?.({ ok: false, error, delayMs: null });
  }

  /** Threads that are started together fail together: that is one failure. */
  #startFailed(error: Error): void {
    if (this.#closed || this.#startDelay !== null) return;
    const delayMs = START_DELAY(this.#failedStarts++);
    this.#options.onStarting?.({ ok: false, error, delayMs });
    this.#startDelay = this.#clock.after(delayMs, () => {
      this.#startDelay = null;
      this.#sendWaiting();
    });
  }

  #refuseThoseFor(thread: PoolThread<Requests>): void {
    const refused = this.#waiting.filter(({ on }) => on === thread);
    this.#waiting = this.#waiting.filter(({ on }) => on !== thread);
    for (const { reject } of refused) reject(new PoolRefusal('the thread has ended'));
  }

  /** A thread that did not start has not seen the request. */
  #failureOf(thread: PoolThread<Requests>, error: Error): Error {
    if (thread.alive || this.#started.has(thread) || error instanceof PoolRefusal) return error;
    return new PoolRefusal(`no thread can be started: ${error.message}`);
  }
}
