import { type NotVisible, type PushConnection, PushError } from '../../platform/push-target/index.ts';
import type { OutgoingFile } from './outgoing-file.ts';
import { sendFile } from './target-files.ts';

/** How often one file may break a connection before the attempt fails. */
const ATTEMPTS_PER_FILE = 3;
/** After so many unreadable files in a row the object store is probably unavailable: the attempt fails. */
const MAX_FAILURES_IN_A_ROW = 20;

interface SendFilesOptions {
  readonly connect: (signal: AbortSignal) => Promise<PushConnection>;
  /** The maximum; fewer where the target allows fewer. */
  readonly connections: number;
  /** Of all connections together; null: unlimited. */
  readonly bytesPerSecond: number | null;
  readonly readBack: boolean;
  /** An earlier attempt, whose end we do not know, may have sent files. */
  readonly mayExist: boolean;
  /** What is there of a file may be continued: it is of the same content. */
  readonly mayResume: boolean;
  /** The sizes of the files at the target, by path; null: unknown, each file is queried. */
  readonly existing: ReadonlyMap<string, number> | null;
  readonly onProgress: (file: OutgoingFile, sentBytes: number) => void;
  /** The target has the complete file; `notVisible`: it confirmed that, and refused to show it. */
  readonly onSent: (file: OutgoingFile, notVisible: NotVisible | null) => void;
  readonly signal: AbortSignal;
}

/** Files could not be read from our own stores. All others were sent, unless too many failed in a row. */
export class SourcesFailed extends Error {
  readonly failures: readonly unknown[];

  constructor(failures: readonly unknown[]) {
    super(`${failures.length} files could not be read`, { cause: failures[0] });
    this.failures = failures;
  }
}

/**
 * Sends files over several connections at once. Fails with the first `PushError` that stops all sending, with the signal's reason, or at
 * the end with `SourcesFailed`.
 */
export async function sendFiles(files: readonly OutgoingFile[], options: SendFilesOptions): Promise<void> {
  await new FileSender(files, options).run();
}

class FileSender {
  /** The next one last. */
  readonly #queue: OutgoingFile[];
  readonly #options: SendFilesOptions;
  readonly #failed = new AbortController();
  readonly #signal: AbortSignal;
  readonly #workers: number;
  readonly #sourceFailures: unknown[] = [];
  #failuresInARow = 0;
  #connected = 0;

  constructor(files: readonly OutgoingFile[], options: SendFilesOptions) {
    this.#queue = [...files].reverse();
    this.#options = options;
    this.#workers = Math.min(options.connections, files.length);
    this.#signal = AbortSignal.any([options.signal, this.#failed.signal]);
  }

  async run(): Promise<void> {
    const workers = Array.from({ length: this.#workers }, () => this.#work());
    for (const worker of workers) worker.catch((error: unknown) => this.#failed.abort(error));
    await Promise.allSettled(workers);
    this.#signal.throwIfAborted();
    if (this.#sourceFailures.length > 0) throw new SourcesFailed(this.#sourceFailures);
  }

  /** Sends one file after another over a connection of its own. */
  async #work(): Promise<void> {
    const link = new Link(() => this.#options.connect(this.#signal));
    try {
      for (let file = this.#queue.pop(); file !== undefined; file = this.#queue.pop()) {
        if (!(await this.#open(link))) {
          this.#queue.push(file);
          return;
        }
        await this.#send(link, file);
      }
    } finally {
      if (link.isOpen) this.#connected -= 1;
      await link.close();
    }
  }

  /** False where the target allows no further connection: those that are open send the rest. */
  async #open(link: Link): Promise<boolean> {
    if (link.isOpen) return true;
    try {
      await link.open();
      this.#connected += 1;
      return true;
    } catch (error) {
      if (error instanceof PushError && this.#connected > 0 && !this.#signal.aborted) return false;
      throw error;
    }
  }

  async #send(link: Link, file: OutgoingFile): Promise<void> {
    const { existing, readBack, bytesPerSecond, onProgress, onSent } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        const notVisible = await sendFile(link.connection, file, {
          existing,
          mayExist: this.#options.mayExist || attempt > 1,
          mayResume: this.#options.mayResume || attempt > 1,
          readBack,
          bytesPerSecond: bytesPerSecond === null ? null : Math.max(1, Math.floor(bytesPerSecond / this.#workers)),
          onProgress: (sentBytes) => onProgress(file, sentBytes),
        });
        this.#failuresInARow = 0;
        onSent(file, notVisible);
        return;
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!(error instanceof PushError)) {
          this.#sourceFailures.push(error);
          this.#failuresInARow += 1;
          if (this.#failuresInARow >= MAX_FAILURES_IN_A_ROW) throw new SourcesFailed(this.#sourceFailures);
          // The upload broke off within the file, so the connection cannot be used again.
          await link.reopen();
          return;
        }
        if (!error.endsConnection || attempt >= ATTEMPTS_PER_FILE) throw error;
        await link.reopen();
      }
    }
  }
}

/** A connection that can be opened again. */
class Link {
  readonly #connect: () => Promise<PushConnection>;
  #connection: PushConnection | null = null;

  constructor(connect: () => Promise<PushConnection>) {
    this.#connect = connect;
  }

  get isOpen(): boolean {
    return this.#connection !== null;
  }

  get connection(): PushConnection {
    return this.#connection!;
  }

  async open(): Promise<void> {
    this.#connection = await this.#connect();
  }

  async reopen(): Promise<void> {
    await this.#connection?.close();
    this.#connection = await this.#connect();
  }

  async close(): Promise<void> {
    await this.#connection?.close();
    this.#connection = null;
  }
}
