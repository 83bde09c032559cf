import { type ChildProcess, fork } from 'node:child_process';
import { type Clock, inTime } from '../../base/clock.ts';
import { type MessageFromWorker, type Remote, RemoteCalls } from './remote-calls.ts';

export interface WorkerProcessOptions {
  readonly module: URL;
  /** Its stderr: this process's, a file, or nowhere. It has no stdout. */
  readonly stderr: 'inherit' | 'ignore' | number;
  readonly clock: Clock;
}

/** It may end its connections by itself for so long. */
const STOP_TIMEOUT_MS = 15_000;

/**
 * A process of this program beside this one, as seen from here: what `WorkerThread` is for a thread. Its module calls
 * `serveRequests`. It ends when this process ends, however that ends.
 */
export class WorkerProcess<Requests extends Remote<Requests>> {
  /** Resolves when it serves requests; rejects when it ends before. Requests may be sent earlier. */
  readonly ready: Promise<void>;
  /** Resolves with why, when the process has ended. */
  readonly ended: Promise<Error>;
  readonly #child: ChildProcess;
  readonly #clock: Clock;
  readonly #calls: RemoteCalls<Requests, Record<string, never>>;

  constructor({ module, stderr, clock }: WorkerProcessOptions) {
    // `advanced` copies as between threads; JSON would lose errors, NaN and undefined.
    const child = fork(module, { stdio: ['ignore', 'ignore', stderr, 'ipc'], serialization: 'advanced' });
    const ended = Promise.withResolvers<Error>();
    const calls = new RemoteCalls<Requests, Record<string, never>>({
      // A process that has just ended: `exit` follows.
      post: (message) => void child.send(message, () => {}),
      events: {},
      onDied: ended.resolve,
    });
    child.on('message', (message: MessageFromWorker) => calls.receive(message));
    child.on('error', (error) => calls.died(error));
    child.on('exit', (code, signal) => calls.died(new Error(`the process ended with ${signal ?? `code ${code}`}`)));
    this.#child = child;
    this.#clock = clock;
    this.#calls = calls;
    this.ready = calls.ready;
    this.ended = ended.promise;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get alive(): boolean {
    return this.#calls.alive;
  }

  /** Fails with `RequestError` when the function throws there, with the reason when the process ends. */
  request<Name extends keyof Requests & string>(
    name: Name,
    ...args: Parameters<Requests[Name]>
  ): Promise<Awaited<ReturnType<Requests[Name]>>> {
    return this.#calls.request(name, ...args);
  }

  /** Lets the process end by itself; one that does not in time is killed. */
  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    if (!(await inTime(this.#clock, STOP_TIMEOUT_MS, this.ended))) await this.kill();
  }

  /** Without anything it could do about it. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}
