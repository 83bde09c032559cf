import { type Remote, WorkerThread, type WorkerThreadOptions } from './worker-thread.ts';

interface WorkerPoolOptions extends Pick<WorkerThreadOptions<unknown>, 'module' | 'data' | 'name'> {
  readonly threads: number;
  /** Requests that may wait for a thread; one more is refused. */
  readonly maxWaiting: number;
}

/** The pool is closed, or too many requests wait: nothing is wrong with the request. */
export class PoolRefusal extends Error {}

interface WaitingRequest<Requests extends Remote<Requests>> {
  readonly send: (thread: PoolThread<Requests>) => Promise<void>;
  readonly reject: (error: Error) => void;
}

type PoolThread<Requests extends Remote<Requests>> = WorkerThread<Requests, object>;

/**
 * Sends requests to worker threads, one at a time to each, first come first served. All threads are started at once, so
 * that the first request does not wait for one. A request whose thread dies fails alone: the pool starts another thread.
 */
export class WorkerPool<Requests extends Remote<Requests>> {
  readonly #options: WorkerPoolOptions;
  readonly #threads = new Set<PoolThread<Requests>>();
  #idle: PoolThread<Requests>[] = [];
  #busy = 0;
  #waiting: WaitingRequest<Requests>[] = [];
  #closed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    for (let count = 0; count < options.threads; count++) this.#idle.push(this.#startThread());
  }

  /** Requests that wait for a thread. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Fails as `WorkerThread.request` does, or with `PoolRefusal`. */
  request<Name extends keyof Requests & string>(
    name: Name,
    ...args: Parameters<Requests[Name]>
  ): Promise<Awaited<ReturnType<Requests[Name]>>> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new PoolRefusal('closed'));
      if (this.#waiting.length >= this.#options.maxWaiting) return reject(new PoolRefusal('too many requests wait'));
      const send = (thread: PoolThread<Requests>) => thread.request(name, ...args).then(resolve, reject);
      this.#waiting.push({ send, reject });
      this.#sendWaiting();
    });
  }

  /** Requests that run or wait fail with `PoolRefusal`; resolves when the threads have ended, each after its request. */
  async close(): Promise<void> {
    this.#closed = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(new PoolRefusal('closed'));
    await Promise.all([...this.#threads].map((thread) => thread.stop(new PoolRefusal('closed'))));
  }

  #sendWaiting(): void {
    while (this.#waiting.length > 0 && this.#busy < this.#options.threads) {
      const request = this.#waiting.shift()!;
      const thread = this.#idle.pop() ?? this.#startThread();
      this.#busy += 1;
      void request.send(thread).finally(() => {
        this.#busy -= 1;
        if (thread.alive) this.#idle.push(thread);
        this.#sendWaiting();
      });
    }
  }

  #startThread(): PoolThread<Requests> {
    const { module, data, name } = this.#options;
    const thread: PoolThread<Requests> = new WorkerThread({
      module,
      data,
      name,
      events: {},
      onDied: () => {
        this.#idle = this.#idle.filter((idle) => idle !== thread);
      },
    });
    this.#threads.add(thread);
    void thread.ended.then(() => this.#threads.delete(thread));
    return thread;
  }
}
