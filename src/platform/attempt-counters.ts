import { RateLimiterMemory } from 'rate-limiter-flexible';
import { AppError } from '../base/errors.ts';
import type { Database } from './postgres/index.ts';
import { SharedCounters } from './shared-counters.ts';

/** The library itself refuses no attempt: the doors decide from the count. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;
/** Longer keys are cut: the column holds 255 characters, with the prefix. */
const MAX_KEY_CHARS = 200;
const DEFAULT_MAX_MEMORY_KEYS = 10_000;
/** Below the longest timeout of Node (2^31 ms), which the library uses in memory. */
const MAX_MEMORY_SECONDS = 20 * 24 * 60 * 60;

interface Count {
  readonly value: number;
  readonly expiresInMs: number;
}

interface Counted {
  readonly consumedPoints: number;
  readonly msBeforeNext: number;
}

/** The counter's work in the database, and in memory. */
interface Work<T> {
  readonly shared: (counters: SharedCounters, key: string) => Promise<T>;
  readonly memory: (limiter: RateLimiterMemory, key: string) => Promise<T>;
}

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
 * cannot be reached each process counts in its memory, by the system's clock, as the library has no other.
 */
export class AttemptCounters {
  readonly #shared: SharedCounters | null;
  readonly #memory: RateLimiterMemory;
  readonly #maxMemoryKeys: number;
  /** The keys in memory; the one touched last is at the end. */
  readonly #memoryKeys = new Set<string>();

  constructor({ name, db, maxMemoryKeys = DEFAULT_MAX_MEMORY_KEYS }: AttemptCountersOptions) {
    this.#memory = new RateLimiterMemory({ keyPrefix: name, points: NO_LIMIT, duration: 1 });
    this.#maxMemoryKeys = maxMemoryKeys;
    this.#shared = db === null ? null : new SharedCounters(db, name);
  }

  /** Adds to a counter and returns it. If it is new or has expired, it expires after `seconds`. */
  async add(key: string, amount: number, seconds: number): Promise<Count> {
    const counted = await this.#on<Counted>(key, {
      shared: (counters, cut) => counters.add(cut, amount, seconds),
      memory: (limiter, cut) => limiter.penalty(cut, amount, { customDuration: inMemory(seconds) }),
    });
    return countOf(counted);
  }

  /** Sets a counter, which expires after `seconds`. */
  async set(key: string, value: number, seconds: number): Promise<void> {
    await this.#on<unknown>(key, {
      shared: (counters, cut) => counters.set(cut, value, seconds),
      memory: (limiter, cut) => limiter.set(cut, value, inMemory(seconds)),
    });
  }

  /** The counter; null: it is not counted, or has expired. */
  async get(key: string): Promise<Count | null> {
    const found = await this.#on<Counted | null>(key, { shared: read, memory: read });
    return found === null || found.msBeforeNext <= 0 ? null : countOf(found);
  }

  async clear(key: string): Promise<void> {
    await this.#on<unknown>(key, { shared: remove, memory: remove });
  }

  /** Clears each counter whose key begins or ends so. It reads all of them. */
  async clearMatching({ startsWith = '', endsWith = '' }: { startsWith?: string; endsWith?: string }): Promise<void> {
    const inMemory = [...this.#memoryKeys].filter((key) => key.startsWith(startsWith) && key.endsWith(endsWith));
    for (const key of inMemory) await this.#memory.delete(key);
    await this.#shared?.deleteMatching({ startsWith, endsWith });
  }

  async #on<T>(key: string, work: Work<T>): Promise<T> {
    const cut = key.slice(0, MAX_KEY_CHARS);
    if (this.#shared !== null) {
      try {
        return await work.shared(this.#shared, cut);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'database-unreachable') throw error;
      }
    }
    await this.#evict(cut);
    return work.memory(this.#memory, cut);
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

function read(counters: SharedCounters | RateLimiterMemory, key: string): Promise<Counted | null> {
  return counters.get(key);
}

function remove(counters: SharedCounters | RateLimiterMemory, key: string): Promise<unknown> {
  return counters.delete(key);
}

function countOf({ consumedPoints, msBeforeNext }: Counted): Count {
  return { value: consumedPoints, expiresInMs: msBeforeNext };
}

function inMemory(seconds: number): number {
  return Math.min(seconds, MAX_MEMORY_SECONDS);
}
