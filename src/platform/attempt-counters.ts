import { CompiledQuery, sql } from 'kysely';
import { RateLimiterMemory, RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../base/errors.ts';
import type { Database } from './postgres/index.ts';

/** The library itself refuses no attempt: the doors decide from the count. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;
/** Longer keys are cut: the column holds 255 characters, with the prefix. */
const MAX_KEY_CHARS = 200;
const DEFAULT_MAX_MEMORY_KEYS = 10_000;
/** Below the longest timeout of Node (2^31 ms), which the library uses in memory. */
const MAX_MEMORY_SECONDS = 20 * 24 * 60 * 60;

/** Databases whose expired counters one of this process's `AttemptCounters` removes: those of all names. */
const cleaned = new WeakSet<Database>();

interface Count {
  readonly value: number;
  readonly expiresInMs: number;
}

type Work<T> = (limiter: RateLimiterPostgres | RateLimiterMemory, key: string, maxSeconds: number) => Promise<T>;

interface AttemptCountersOptions {
  /** Counters with the same name are the same in every process. */
  readonly name: string;
  /** Null: only in this process's memory. */
  readonly db: Database | null;
  /** Keys in memory at once; the one untouched for longest is evicted. Default: 10,000, about 3 MB. */
  readonly maxMemoryKeys?: number;
}

/**
 * Counters that expire, one for each key (an address, a login). All processes share them through the database. While it
 * cannot be reached each process counts in its memory. Time is the system's, as the library has no other.
 */
export class AttemptCounters {
  readonly #shared: RateLimiterPostgres | null;
  readonly #memory: RateLimiterMemory;
  readonly #maxMemoryKeys: number;
  readonly #name: string;
  readonly #db: Database | null;
  /** The keys in memory; the one touched last is at the end. */
  readonly #memoryKeys = new Set<string>();

  constructor({ name, db, maxMemoryKeys = DEFAULT_MAX_MEMORY_KEYS }: AttemptCountersOptions) {
    this.#name = name;
    this.#db = db;
    const options = { keyPrefix: name, points: NO_LIMIT, duration: 1 };
    this.#memory = new RateLimiterMemory(options);
    this.#maxMemoryKeys = maxMemoryKeys;
    this.#shared =
      db === null
        ? null
        : new RateLimiterPostgres({
            ...options,
            storeClient: queryClient(db),
            storeType: 'client',
            tableName: 'attempt_counters',
            tableCreated: true,
            clearExpiredByTimeout: !cleaned.has(db),
          });
    if (db !== null) cleaned.add(db);
  }

  /** Adds to a counter and returns it. If it is new or has expired, it expires after `seconds`. */
  async add(key: string, amount: number, seconds: number): Promise<Count> {
    const work: Work<RateLimiterRes> = (limiter, cut, longest) =>
      limiter.penalty(cut, amount, { customDuration: Math.min(seconds, longest) });
    return countOf(await this.#on(key, work));
  }

  /** Sets a counter, which expires after `seconds`. */
  async set(key: string, value: number, seconds: number): Promise<void> {
    await this.#on(key, (limiter, cut, longest) => limiter.set(cut, value, Math.min(seconds, longest)));
  }

  /** The counter; null: it is not counted, or has expired. */
  async get(key: string): Promise<Count | null> {
    const found = await this.#on(key, (limiter, cut) => limiter.get(cut));
    return found === null || found.msBeforeNext <= 0 ? null : countOf(found);
  }

  async clear(key: string): Promise<void> {
    await this.#on(key, (limiter, cut) => limiter.delete(cut));
  }

  /** Clears each counter whose key begins or ends so. It reads all of them. */
  async clearMatching({ startsWith = '', endsWith = '' }: { startsWith?: string; endsWith?: string }): Promise<void> {
    const inMemory = [...this.#memoryKeys].filter((key) => key.startsWith(startsWith) && key.endsWith(endsWith));
    for (const key of inMemory) await this.#memory.delete(key);
    if (this.#db === null) return;
    // The library's keys have the name in front.
    await sql`DELETE FROM attempt_counters WHERE starts_with(key, ${`${this.#name}:${startsWith}`})
      AND right(key, length(${endsWith}::text)) = ${endsWith}`.execute(this.#db);
  }

  async #on<T>(key: string, work: Work<T>): Promise<T> {
    const cut = key.slice(0, MAX_KEY_CHARS);
    if (this.#shared !== null) {
      try {
        return await work(this.#shared, cut, Number.POSITIVE_INFINITY);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'database-unreachable') throw error;
      }
    }
    await this.#evict(cut);
    return work(this.#memory, cut, MAX_MEMORY_SECONDS);
  }

  async #evict(touched: string): Promise<void> {
    this.#memoryKeys.delete(touched);
    this.#memoryKeys.add(touched);
    if (this.#memoryKeys.size <= this.#maxMemoryKeys) return;
    const oldest = this.#memoryKeys.values().next().value!;
    this.#memoryKeys.delete(oldest);
    await this.#memory.delete(oldest);
  }
}

function countOf({ consumedPoints, msBeforeNext }: RateLimiterRes): Count {
  return { value: consumedPoints, expiresInMs: msBeforeNext };
}

/** The part of node-postgres's client that the library uses, on our pool with its translated errors. */
function queryClient(db: Database) {
  return {
    query: async ({ text, values }: { readonly text: string; readonly values: readonly unknown[] }) => {
      const { rows } = await db.executeQuery(CompiledQuery.raw(text, [...values]));
      return { rows, rowCount: rows.length };
    },
  };
}
