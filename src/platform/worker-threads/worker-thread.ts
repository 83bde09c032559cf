import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * The functions that one thread calls in another: an interface of methods. Arguments and results are copied (structured
 * clone), so they are plain data.
 */
export type Remote<Methods> = { readonly [Name in keyof Methods]: (...args: never[]) => unknown };

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

/** From the main thread to the worker. */
export type MessageToWorker =
  | { readonly kind: 'request'; readonly id: number; readonly name: string; readonly args: readonly unknown[] }
  | { readonly kind: 'stop' };

/** From the worker to the main thread. */
export type MessageFromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: Error; readonly code: string | null }
  | { readonly kind: 'event'; readonly name: string; readonly args: readonly unknown[] };

/** The worker's function threw; `cause` is its error. The thread is alive. */
export class RequestError extends Error {
  /** The error's `code`, as `ENOSPC`; null when it had none. */
  readonly code: string | null;

  constructor(cause: Error, code: string | null) {
    super(cause.message, { cause });
    this.code = code;
  }
}

interface PendingRequest {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
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
  readonly #ready = Promise.withResolvers<void>();
  readonly #pending = new Map<number, PendingRequest>();
  #requests = 0;
  /** Why there are no more results; null while the thread is alive. */
  #failure: Error | null = null;

  constructor({ module, data, name, events, onDied }: WorkerThreadOptions<Events>) {
    const worker = new Worker(module, { workerData: data, name });
    const ended = Promise.withResolvers<void>();
    const died = (error: Error): void => {
      if (this.#failure !== null) return;
      this.#failAll(error);
      onDied(error);
    };
    worker.on('message', (message: MessageFromWorker) => {
      if (message.kind === 'ready') this.#ready.resolve();
      else if (message.kind === 'event') callMethod(events, message.name, message.args);
      else this.#settle(message);
    });
    worker.on('error', (error) => died(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => {
      died(new Error(`the worker thread ended with code ${code}`));
      ended.resolve();
    });
    // Who only sends requests does not wait for it; each of them fails too.
    this.#ready.promise.catch(() => {});
    this.#worker = worker;
    this.ready = this.#ready.promise;
    this.ended = ended.promise;
  }

  get alive(): boolean {
    return this.#failure === null;
  }

  /** Fails with `RequestError` when the worker's function throws, with the thread's own error when the thread dies. */
  request<Name extends keyof Requests & string>(
    name: Name,
    ...args: Parameters<Requests[Name]>
  ): Promise<Awaited<ReturnType<Requests[Name]>>> {
    const result = new Promise<unknown>((resolve, reject) => {
      if (this.#failure !== null) return reject(this.#failure);
      const id = this.#requests++;
      this.#pending.set(id, { resolve, reject });
      this.#post({ kind: 'request', id, name, args });
    });
    return result as Promise<Awaited<ReturnType<Requests[Name]>>>;
  }

  /**
   * Lets the thread end by itself, after a function that is running; pending requests fail with `reason`. Never by
   * `terminate()`: a thread that is terminated while native code loads or runs takes the process along.
   */
  async stop(reason: Error): Promise<void> {
    if (this.#failure === null) {
      this.#failAll(reason);
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

  #settle(message: Extract<MessageFromWorker, { readonly id: number }>): void {
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.kind === 'result') pending?.resolve(message.value);
    else pending?.reject(new RequestError(message.error, message.code));
  }

  #failAll(error: Error): void {
    this.#failure = error;
    this.#ready.reject(error);
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

/** The worker's module beside the module `from`, in the same language: TypeScript in development, JavaScript when built. */
export function workerModule(name: `./${string}`, from: string): URL {
  return new URL(`${name}${extname(from)}`, from);
}

export function callMethod<Methods extends Remote<Methods>>(
  methods: Methods,
  name: string,
  args: readonly unknown[],
): unknown {
  const method = methods[name as keyof Methods] as (...args: never[]) => unknown;
  return method.apply(methods, args as never[]);
}
