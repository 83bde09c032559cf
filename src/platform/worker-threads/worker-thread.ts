import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type MessageFromWorker, type MessageToWorker, type Remote, RemoteCalls } from './remote-calls.ts';

export interface WorkerThreadOptions<Events> {
  readonly module: URL;
  /** Passed to the module as `workerData`. */
  readonly data: unknown;
  /** Of the thread, as debuggers show it. */
  readonly name: string;
  /** Called for each notification of the worker. */
  readonly events: Events;
  /** The thread has died, at start or later; called once. Not called after `stop`. */
  readonly onDied: (error: Error) => void;
}

/**
 * A worker thread as seen from the thread that started it. Sends it requests, receives its notifications, learns of its
 * death. The worker's module calls `serveRequests`.
 */
export class WorkerThread<Requests extends Remote<Requests>, Events extends Remote<Events>> {
  /** Resolves when the worker serves requests; rejects when it dies, or is not waited for any more, before. Requests may be sent earlier. */
  readonly ready: Promise<void>;
  /** Resolves when the thread has ended, however it ends. */
  readonly ended: Promise<void>;
  readonly #worker: Worker;
  readonly #calls: RemoteCalls<Requests, Events>;

  constructor({ module, data, name, events, onDied }: WorkerThreadOptions<Events>) {
    const worker = new Worker(module, { workerData: data, name });
    const ended = Promise.withResolvers<void>();
    const calls = new RemoteCalls<Requests, Events>({ post: (message) => this.#post(message), events, onDied });
    worker.on('message', (message: MessageFromWorker) => calls.receive(message));
    worker.on('error', (error) => calls.died(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => {
      calls.died(new Error(`the worker thread ended with code ${code}`));
      ended.resolve();
    });
    this.#worker = worker;
    this.#calls = calls;
    this.ready = calls.ready;
    this.ended = ended.promise;
  }

  get alive(): boolean {
    return this.#calls.alive;
  }

  /** Fails with `RequestError` when the worker's function throws, with the thread's own error when the thread dies. */
  request<Name extends keyof Requests & string>(
    name: Name,
    ...args: Parameters<Requests[Name]>
  ): Promise<Awaited<ReturnType<Requests[Name]>>> {
    return this.#calls.request(name, ...args);
  }

  /**
   * Lets the thread end by itself, after a function that is running; pending requests fail with `reason`. Never by
   * `terminate()`: a thread that is terminated while native code loads or runs takes the process along.
   */
  async stop(reason: Error): Promise<void> {
    if (this.#calls.alive) {
      this.#calls.end(reason);
      this.#post({ kind: 'stop' });
    }
    await this.ended;
  }

  /** Waits no longer for a thread that hangs: its requests fail, and it does not keep the process running. Should it go on, it ends. */
  abandon(reason: Error): void {
    void this.stop(reason);
    this.#worker.unref();
  }

  #post(message: MessageToWorker): void {
    this.#worker.postMessage(message, []);
  }
}

/** The worker's module beside the module `from`, in the same language: TypeScript in development, JavaScript when built. */
export function workerModule(name: `./${string}`, from: string): URL {
  return new URL(`${name}${extname(from)}`, from);
}
