import { type PushConnection, PushError } from '../../platform/push-target/index.ts';
import type { OutgoingFile } from './outgoing-file.ts';
import { sendFile } from './target-files.ts';

/** How often one file may break a connection before the attempt is given up. */
const TRIES_A_FILE = 3;
/** After so many files one after another that we cannot read, where they are is away: the target is left in peace. */
const MAX_FAILURES_IN_A_ROW = 20;

export interface FilesSending {
  readonly connect: (signal: AbortSignal) => Promise<PushConnection>;
  /** At most so many uploads at once; fewer where the target lets fewer in. */
  readonly connections: number;
  /** Of all together; null: no limit. */
  readonly bytesPerSecond: number | null;
  readonly readBack: boolean;
  /** Files may have been sent before by an attempt whose end nobody saw. */
  readonly isDoubtful: boolean;
  /** Sizes of the files at the target, by path; null: it does not tell, each is asked for. */
  readonly there: ReadonlyMap<string, number> | null;
  readonly onProgress: (file: OutgoingFile, sentBytes: number) => void;
  /** The target has it for sure. */
  readonly onSent: (file: OutgoingFile) => void;
  readonly signal: AbortSignal;
}

/** What could not be sent for a reason of ours, while all else was. */
export class SourcesFailed extends Error {
  readonly failures: readonly unknown[];

  constructor(failures: readonly unknown[]) {
    super(`${failures.length} files could not be read`, { cause: failures[0] });
    this.failures = failures;
  }
}

/**
 * Sends files over several connections at once. Fails with the first `PushError` after which nothing more gets through, with
 * the signal's reason, or, when all others are sent or many in a row could not be read, with `SourcesFailed`.
 */
export async function sendFiles(files: readonly OutgoingFile[], sending: FilesSending): Promise<void> {
  await new FileSender(files, sending).run();
}

class FileSender {
  readonly #waiting: OutgoingFile[];
  readonly #sending: FilesSending;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #lines: number;
  readonly #sourceFailures: unknown[] = [];
  #failuresInARow = 0;
  #connected = 0;

  constructor(files: readonly OutgoingFile[], sending: FilesSending) {
    this.#waiting = [...files].reverse();
    this.#sending = sending;
    this.#lines = Math.min(sending.connections, files.length);
    this.#signal = AbortSignal.any([sending.signal, this.#stop.signal]);
  }

  async run(): Promise<void> {
    const lines = Array.from({ length: this.#lines }, () => this.#line());
    for (const line of lines) line.catch((error: unknown) => this.#stop.abort(error));
    await Promise.allSettled(lines);
    this.#signal.throwIfAborted();
    if (this.#sourceFailures.length > 0) throw new SourcesFailed(this.#sourceFailures);
  }

  /** Sends one file after another over a connection of its own. */
  async #line(): Promise<void> {
    const line = new Line(() => this.#sending.connect(this.#signal));
    try {
      for (let file = this.#waiting.pop(); file !== undefined; file = this.#waiting.pop()) {
        if (!(await this.#open(line))) {
          this.#waiting.push(file);
          return;
        }
        await this.#send(line, file);
      }
    } finally {
      if (line.isOpen) this.#connected -= 1;
      await line.close();
    }
  }

  /** False where the target lets no more in than are in already: they do this one's work. */
  async #open(line: Line): Promise<boolean> {
    if (line.isOpen) return true;
    try {
      await line.open();
      this.#connected += 1;
      return true;
    } catch (error) {
      if (error instanceof PushError && this.#connected > 0 && !this.#signal.aborted) return false;
      throw error;
    }
  }

  async #send(line: Line, file: OutgoingFile): Promise<void> {
    const { there, readBack, bytesPerSecond, onProgress, onSent } = this.#sending;
    for (let attempt = 1; ; attempt++) {
      try {
        await sendFile(line.connection, file, {
          ...(there !== null && { there: there.get(file.path) ?? null }),
          isDoubtful: this.#sending.isDoubtful || attempt > 1,
          readBack,
          bytesPerSecond: bytesPerSecond === null ? null : Math.max(1, Math.floor(bytesPerSecond / this.#lines)),
          onProgress: (sentBytes) => onProgress(file, sentBytes),
        });
        this.#failuresInARow = 0;
        onSent(file);
        return;
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!(error instanceof PushError)) {
          this.#sourceFailures.push(error);
          this.#failuresInARow += 1;
          if (this.#failuresInARow >= MAX_FAILURES_IN_A_ROW) throw new SourcesFailed(this.#sourceFailures);
          // What the target has received of it is of no use, and neither is the connection it broke off in.
          await line.reopen();
          return;
        }
        if (!error.endsConnection || attempt >= TRIES_A_FILE) throw error;
        await line.reopen();
      }
    }
  }
}

/** A connection that is made again when it broke. */
class Line {
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
