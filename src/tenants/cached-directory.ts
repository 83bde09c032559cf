import { type Clock, delay, inTime } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { SharedQueries } from '../base/shared-queries.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { Logger } from '../platform/logging.ts';
import {
  type Directory,
  type DirectoryReader,
  type DirectorySnapshot,
  directoryVersion,
  loadDirectory,
} from './directory.ts';

/** A call does not wait longer for the database: an SRC drops a call whose recording starts late. */
const DATABASE_TIMEOUT_MS = 2_000;

/** How soon secrets that could not be opened are tried again. */
const SECRETS_RETRY_MS = 10_000;

/** Queries for unknown senders: at once, and then one in so long. A flood of them asks the database once a second, for one row. */
const LOOKS_AT_ONCE = 5;
const LOOK_INTERVAL_MS = 1_000;

/** How long a shared query waits for others who ask. */
const SHARED_QUERY_DELAY_MS = 50;

interface CachedDirectoryDeps {
  readonly db: Database;
  /** To open by what sources sign in over SIP. Default: they cannot. */
  readonly keys?: Pick<KeyStore, 'get'> | null;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Keeps the directory in memory. Before each answer it asks the database for the directory's version, so an answer
 * contains everything that was committed before the question. If the database does not answer in time, `current` uses
 * the last known directory, and `currentForMany` rejects.
 */
export class CachedDirectory implements DirectoryReader {
  readonly #db: Database;
  readonly #keys: Pick<KeyStore, 'get'> | null;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #versions = new SharedQueries<number>();
  #known: DirectorySnapshot | null = null;
  /** Monotonic ms. */
  #loadedAt = 0;
  #loading: Promise<DirectorySnapshot> | null = null;
  /** A query that has exceeded the timeout: until it ends, no second one is sent. */
  #overdue: Promise<unknown> | null = null;
  /** Whether the database failed, or was late, when it was last asked. */
  #failed = false;
  #looks = LOOKS_AT_ONCE;
  #looksAt = 0;
  /** The shared query that is not sent yet, and the one before it. */
  #nextShared: Promise<Directory> | null = null;
  #sentShared: Promise<unknown> = Promise.resolve();

  constructor({ db, keys = null, clock, log }: CachedDirectoryDeps) {
    this.#db = db;
    this.#keys = keys;
    this.#clock = clock;
    this.#log = log;
  }

  async current(): Promise<Directory> {
    if (this.#known === null) return this.#upToDate();
    return (await this.#upToDateInTime()) ?? this.#known;
  }

  get lastKnown(): Directory | null {
    return this.#known;
  }

  async currentForMany(): Promise<Directory> {
    const mayAsk = this.#nextShared !== null || this.#known === null || this.#mayLook();
    if (mayAsk) return (this.#nextShared ??= this.#sendShared());
    if (this.#failed) throw unavailable();
    return this.#known!;
  }

  /** Takes one of the looks that are left. */
  #mayLook(): boolean {
    const now = this.#clock.monotonicMs();
    this.#looks = Math.min(LOOKS_AT_ONCE, this.#looks + (now - this.#looksAt) / LOOK_INTERVAL_MS);
    this.#looksAt = now;
    if (this.#looks < 1) return false;
    this.#looks -= 1;
    return true;
  }

  /** At most one shared query is on its way, at most one waits. */
  async #sendShared(): Promise<Directory> {
    await Promise.all([this.#sentShared, delay(this.#clock, SHARED_QUERY_DELAY_MS)]);
    this.#nextShared = null;
    const directory = this.#known === null ? this.#upToDate() : this.#upToDateInTime();
    this.#sentShared = directory.catch(() => undefined);
    const answer = await directory;
    if (answer === null) throw unavailable();
    return answer;
  }

  /** Null: the database failed, or did not answer in time. */
  async #upToDateInTime(): Promise<Directory | null> {
    const directory = this.#overdue === null ? await this.#askInTime() : null;
    this.#failed = directory === null;
    return directory;
  }

  async #askInTime(): Promise<Directory | null> {
    const upToDate = this.#upToDate();
    try {
      if (await inTime(this.#clock, DATABASE_TIMEOUT_MS, upToDate)) return await upToDate;
      this.#waitForOverdue(upToDate);
    } catch (error) {
      this.#log.warn({ err: error }, 'tenants: the directory could not be read; the last known one is used');
    }
    return null;
  }

  #waitForOverdue(query: Promise<unknown>): void {
    this.#log.warn('tenants: the database does not answer in time; the last known directory is used');
    const settle = (): void => {
      this.#overdue = null;
    };
    this.#overdue = query.then(settle, settle);
  }

  async #upToDate(): Promise<DirectorySnapshot> {
    const version = await this.#versions.ask('version', () => directoryVersion(this.#db));
    const known = this.#known;
    return known !== null && known.version >= version && !this.#isRetryDue(known) ? known : this.#load(version);
  }

  /** Secrets of sources could not be opened: the key store was away. */
  #isRetryDue(known: DirectorySnapshot): boolean {
    return !known.isComplete && this.#clock.monotonicMs() - this.#loadedAt >= SECRETS_RETRY_MS;
  }

  /** Concurrent callers share one load; a caller that needs a newer version than it returned starts the next. */
  async #load(version: number): Promise<DirectorySnapshot> {
    for (;;) {
      this.#loading ??= loadDirectory(this.#db, this.#clock, this.#keys).finally(() => {
        this.#loading = null;
      });
      const snapshot = await this.#loading;
      this.#known = snapshot;
      this.#loadedAt = this.#clock.monotonicMs();
      if (snapshot.version >= version) return snapshot;
    }
  }
}

function unavailable(): AppError {
  return new AppError('database-unreachable', 'the sources cannot be read: the database does not answer');
}
