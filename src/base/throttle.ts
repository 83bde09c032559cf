import type { Clock } from './clock.ts';

export interface FailureThrottleOptions {
  readonly clock: Clock;
  /** Failures that cost nothing: people mistype. */
  readonly freeFailures: number;
  /** The delay after the first failure that is not free; each further one doubles it. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** `all` failures are forgotten so long after the last one, or `one` after each such time. */
  readonly forget: { readonly what: 'all' | 'one'; readonly afterMs: number };
  /** Keys remembered at once; the one untouched for longest is evicted. */
  readonly maxKeys: number;
}

interface Entry {
  readonly failures: number;
  /** Monotonic ms at which `failures` was right. */
  readonly failedAt: number;
  /** Monotonic ms at which the next queued attempt may be made. */
  readonly nextAttemptAt: number;
}

/**
 * Slows down guessing: counts the failed attempts under each key (an address, a login) and says how long the next one
 * must be delayed. Kept in memory on purpose: an attacker causes no database write. Each process counts separately.
 */
export class FailureThrottle {
  readonly #options: FailureThrottleOptions;
  /** The one touched last is at the end. */
  readonly #entries = new Map<string, Entry>();

  constructor(options: FailureThrottleOptions) {
    this.#options = options;
  }

  recordFailure(key: string): void {
    const now = this.#options.clock.monotonicMs();
    const nextAttemptAt = this.#entries.get(key)?.nextAttemptAt ?? now;
    this.#remember(key, { failures: this.#failures(key) + 1, failedAt: now, nextAttemptAt });
  }

  /** Forgets the failures under a key: the attempt succeeded. */
  clear(key: string): void {
    this.#entries.delete(key);
  }

  /** By how much the failures so far delay each attempt, ms. */
  delayMs(key: string): number {
    const { freeFailures, firstDelayMs, maxDelayMs } = this.#options;
    const counted = Math.ceil(this.#failures(key)) - freeFailures;
    return counted <= 0 ? 0 : Math.min(maxDelayMs, firstDelayMs * 2 ** (counted - 1));
  }

  /** What is left of the delay, counted from the last failure, ms; 0: an attempt may be made. */
  remainingMs(key: string): number {
    const entry = this.#entries.get(key);
    if (entry === undefined) return 0;
    return Math.max(0, entry.failedAt + this.delayMs(key) - this.#options.clock.monotonicMs());
  }

  /**
   * Puts an attempt behind those already queued under the key, each delayed after the one before. How long it must
   * wait, ms; null: longer than `maxWaitMs`, and it is not queued.
   */
  enqueue(key: string, maxWaitMs: number): number | null {
    const now = this.#options.clock.monotonicMs();
    const entry = this.#entries.get(key) ?? { failures: 0, failedAt: now, nextAttemptAt: now };
    const nextAttemptAt = Math.max(now, entry.nextAttemptAt) + this.delayMs(key);
    if (nextAttemptAt - now > maxWaitMs) return null;
    if (nextAttemptAt > now) this.#remember(key, { ...entry, nextAttemptAt });
    return nextAttemptAt - now;
  }

  /** A fraction where failures are forgotten one by one. */
  #failures(key: string): number {
    const { clock, forget } = this.#options;
    const entry = this.#entries.get(key);
    if (entry === undefined) return 0;
    const periods = (clock.monotonicMs() - entry.failedAt) / forget.afterMs;
    if (forget.what === 'one') return Math.max(0, entry.failures - periods);
    return periods < 1 ? entry.failures : 0;
  }

  #remember(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size > this.#options.maxKeys) this.#entries.delete(this.#entries.keys().next().value!);
  }
}

/** Limits how many of something (connections, sessions) each key holds at once. */
export class ConcurrencyLimit<Key> {
  readonly #limit: number;
  readonly #held = new Map<Key, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes one; the function returned releases it. Null when the key holds as many as it may. */
  acquire(key: Key): (() => void) | null {
    const held = this.#held.get(key) ?? 0;
    if (held >= this.#limit) return null;
    this.#held.set(key, held + 1);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#release(key);
    };
  }

  #release(key: Key): void {
    const left = (this.#held.get(key) ?? 0) - 1;
    if (left > 0) this.#held.set(key, left);
    else this.#held.delete(key);
  }
}
