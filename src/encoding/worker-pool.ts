import { once } from 'node:events';
import { Worker, type WorkerOptions } from 'node:worker_threads';

export interface WorkerPoolOptions {
  /**
   * The worker's program. It answers each job it gets with exactly one message, and ends by itself when it is
   * told `null`: a thread that is terminated while native code loads or runs takes the process along.
   */
  readonly entry: URL;
  readonly workerData: WorkerOptions['workerData'];
  readonly count: number;
  /** Jobs that may wait; one more is refused. */
  readonly maxWaiting: number;
}

interface Pending<Job, Answer> {
  readonly job: Job;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** The pool is closed, or has as many jobs waiting as it may: nothing is wrong with the job. */
export class PoolRefusal extends Error {}

/**
 * Runs jobs on worker threads, one at a time on each, first come first served. The threads are
 * started at once, so that the first job does not wait for one. A job that ends its thread fails alone; the next
 * one gets a new thread.
 */
export class WorkerPool<Job, Answer> {
  readonly #options: WorkerPoolOptions;
  readonly #alive = new Set<Worker>();
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Pending<Job, Answer>>();
  #waiting: Pending<Job, Answer>[] = [];
  #closed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    for (let count = 0; count < options.count; count++) this.#idle.push(this.#spawn());
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  run(job: Job): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new PoolRefusal('closed'));
      if (this.#waiting.length >= this.#options.maxWaiting) return reject(new PoolRefusal('too many jobs wait'));
      this.#waiting.push({ job, resolve, reject });
      this.#dispatch();
    });
  }

  /** Jobs that run or wait fail with `PoolRefusal`; resolves when the threads have ended, each after its job. */
  async close(): Promise<void> {
    this.#closed = true;
    const pending = [...this.#busy.values(), ...this.#waiting];
    this.#busy.clear();
    this.#waiting = [];
    for (const { reject } of pending) reject(new PoolRefusal('closed'));
    await Promise.all([...this.#alive].map(endOf));
  }

  #dispatch(): void {
    while (this.#waiting.length > 0 && this.#busy.size < this.#options.count) {
      const pending = this.#waiting.shift()!;
      const worker = this.#idle.pop() ?? this.#spawn();
      this.#busy.set(worker, pending);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage(pending.job);
    }
  }

  #spawn(): Worker {
    const worker = new Worker(this.#options.entry, { workerData: this.#options.workerData });
    this.#alive.add(worker);
    worker.on('message', (answer: Answer) => {
      this.#take(worker)?.resolve(answer);
      if (!this.#closed) this.#idle.push(worker);
      this.#dispatch();
    });
    worker.on('error', (error) =>
      this.#take(worker)?.reject(error instanceof Error ? error : new Error(String(error))),
    );
    worker.on('exit', (code) => {
      this.#alive.delete(worker);
      this.#take(worker)?.reject(new Error(`the worker thread ended with code ${code}`));
      const at = this.#idle.indexOf(worker);
      if (at >= 0) this.#idle.splice(at, 1);
      if (!this.#closed) this.#dispatch();
    });
    return worker;
  }

  #take(worker: Worker): Pending<Job, Answer> | undefined {
    const pending = this.#busy.get(worker);
    this.#busy.delete(worker);
    return pending;
  }
}

async function endOf(worker: Worker): Promise<void> {
  const ended = once(worker, 'exit');
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  worker.postMessage(null);
  await ended;
}
