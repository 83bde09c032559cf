/**
 * The functions that one thread or process calls in another: an interface of methods. Arguments and results are copied
 * (structured clone), so they are plain data.
 */
export type Remote<Methods> = { readonly [Name in keyof Methods]: (...args: never[]) => unknown };

/** To the worker. */
export type MessageToWorker =
  | { readonly kind: 'request'; readonly id: number; readonly name: string; readonly args: readonly unknown[] }
  | { readonly kind: 'stop' };

/** From the worker. */
export type MessageFromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: Error; readonly code: string | null }
  | { readonly kind: 'event'; readonly name: string; readonly args: readonly unknown[] };

/** The worker's function threw; `cause` is its error. The worker is alive. */
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

interface RemoteCallsOptions<Events> {
  readonly post: (message: MessageToWorker) => void;
  /** Called for each notification of the worker. */
  readonly events: Events;
  /** The worker has died, at start or later; called once. Not called after `end`. */
  readonly onDied: (error: Error) => void;
}

/** What is asked of a worker, until it answers or dies. */
export class RemoteCalls<Requests extends Remote<Requests>, Events extends Remote<Events>> {
  /** Resolves when the worker serves requests; rejects when it ends before. Requests may be sent earlier. */
  readonly ready: Promise<void>;
  readonly #options: RemoteCallsOptions<Events>;
  readonly #ready = Promise.withResolvers<void>();
  readonly #pending = new Map<number, PendingRequest>();
  #requests = 0;
  /** Why there are no more results; null while the worker is alive. */
  #failure: Error | null = null;

  constructor(options: RemoteCallsOptions<Events>) {
    this.#options = options;
    this.ready = this.#ready.promise;
    // Who only sends requests does not wait for it; each of them fails too.
    this.ready.catch(() => {});
  }

  get alive(): boolean {
    return this.#failure === null;
  }

  /** Fails with `RequestError` when the worker's function throws, with the worker's own error when it dies. */
  request<Name extends keyof Requests & string>(
    name: Name,
    ...args: Parameters<Requests[Name]>
  ): Promise<Awaited<ReturnType<Requests[Name]>>> {
    const result = new Promise<unknown>((resolve, reject) => {
      if (this.#failure !== null) return reject(this.#failure);
      const id = this.#requests++;
      this.#pending.set(id, { resolve, reject });
      this.#options.post({ kind: 'request', id, name, args });
    });
    return result as Promise<Awaited<ReturnType<Requests[Name]>>>;
  }

  receive(message: MessageFromWorker): void {
    const { events } = this.#options;
    if (message.kind === 'ready') this.#ready.resolve();
    else if (message.kind === 'event') callMethod(events, message.name, message.args);
    else this.#settle(message);
  }

  died(error: Error): void {
    if (this.#failure !== null) return;
    this.end(error);
    this.#options.onDied(error);
  }

  /** Nothing more is asked, and nothing awaited. */
  end(reason: Error): void {
    this.#failure = reason;
    this.#ready.reject(reason);
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }

  #settle(message: Extract<MessageFromWorker, { readonly id: number }>): void {
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.kind === 'result') pending?.resolve(message.value);
    else pending?.reject(new RequestError(message.error, message.code));
  }
}

export function callMethod<Methods extends Remote<Methods>>(
  methods: Methods,
  name: string,
  args: readonly unknown[],
): unknown {
  const method = methods[name as keyof Methods] as (...args: never[]) => unknown;
  return method.apply(methods, args as never[]);
}
