interface BatchOptions<Request, Result> {
  /** Of one batch. */
  readonly atMost: number;
  /** Does several at once, or one. Results in the order of the requests. */
  readonly run: (requests: readonly Request[]) => Promise<readonly Result[]>;
}

interface Waiting<Request, Result> {
  readonly request: Request;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does what is requested at the same time together: the first request at once, those that come meanwhile as the next batch. What fails
 * together is done one by one, so that a request fails by its own fault only.
 */
export class Batches<Request, Result> {
  readonly #options: BatchOptions<Request, Result>;
  #waiting: Waiting<Request, Result>[] = [];
  #running = false;

  constructor(options: BatchOptions<Request, Result>) {
    this.#options = options;
  }

  add(request: Request): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      if (!this.#running) void this.#runAll();
    });
  }

  async #runAll(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#options.atMost);
      if (!(await this.#done(batch)) && batch.length > 1) for (const each of batch) await this.#done([each]);
    }
    this.#running = false;
  }

  /** False: several have failed together, and none is answered. */
  async #done(batch: readonly Waiting<Request, Result>[]): Promise<boolean> {
    try {
      const results = await this.#options.run(batch.map(({ request }) => request));
      for (const [at, { resolve }] of batch.entries()) resolve(results[at]!);
      return true;
    } catch (error) {
      if (batch.length === 1) batch[0]!.reject(error);
      return false;
    }
  }
}
