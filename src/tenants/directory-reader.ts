import { type Clock, delay } from '../base/clock.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { Logger } from '../platform/logging.ts';
import type { Directory, DirectoryReader } from './directory.ts';
import { type DirectorySnapshot, directoryVersion, loadDirectory } from './load-directory.ts';

/** A call does not wait longer for the database than this: an SRC drops a call whose recording is late. */
const PATIENCE_MS = 2_000;

export interface DirectoryReaderOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createDirectoryReader(options: DirectoryReaderOptions): DirectoryReader {
  return new SnapshotReader(options);
}

/**
 * Keeps the directory in memory and asks the database, before each answer, whether it has changed since:
 * what was committed before the question is in the answer. While the database does not answer in time, the
 * last known directory serves.
 */
class SnapshotReader implements DirectoryReader {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #log: Logger;
  #known: DirectorySnapshot | null = null;
  #loading: Promise<DirectorySnapshot> | null = null;
  /** A question the database has owed an answer to for longer than our patience: no second one is put. */
  #overdue: Promise<unknown> | null = null;

  constructor({ db, clock, log }: DirectoryReaderOptions) {
    this.#db = db;
    this.#clock = clock;
    this.#log = log;
  }

  async current(): Promise<Directory> {
    if (this.#known === null) return this.#upToDate();
    if (this.#overdue !== null) return this.#known;
    return (await this.#upToDateInTime()) ?? this.#known;
  }

  async #upToDateInTime(): Promise<Directory | null> {
    const answered = new AbortController();
    const upToDate = this.#upToDate().finally(() => answered.abort());
    const late = delay(this.#clock, PATIENCE_MS, answered.signal).then(() => null);
    const directory = await Promise.race([upToDate, late]).catch((error: unknown) => {
      this.#log.warn({ err: error }, 'directory not read; the last known one serves');
      return null;
    });
    if (directory === null && !answered.signal.aborted) this.#waitForOverdue(upToDate);
    return directory;
  }

  #waitForOverdue(question: Promise<unknown>): void {
    this.#log.warn('the database is late; the last known directory serves');
    const settle = (): void => {
      this.#overdue = null;
    };
    this.#overdue = question.then(settle, settle);
  }

  async #upToDate(): Promise<DirectorySnapshot> {
    const version = await directoryVersion(this.#db);
    return this.#known !== null && this.#known.version >= version ? this.#known : this.#load(version);
  }

  /** One load at a time serves all who wait; whoever needs a newer version than it brought starts the next. */
  async #load(version: number): Promise<DirectorySnapshot> {
    for (;;) {
      this.#loading ??= loadDirectory(this.#db, this.#clock).finally(() => {
        this.#loading = null;
      });
      const snapshot = await this.#loading;
      this.#known = snapshot;
      if (snapshot.version >= version) return snapshot;
    }
  }
}
