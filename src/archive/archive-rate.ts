import type { Clock } from '../base/clock.ts';

/** Sound that is archived in a second, in seconds: what one slow core does. Counts as if it had been measured for 10 s. */
const START_RATE = 200;
const START_MS = 10_000;
/** A queue that is slower stands still. */
const LEAST_RATE = 10;
/** 64 cores at 1,500x: more was not encoded, it was there already. */
const MOST_RATE = 100_000;
/** Of what was measured: new enough to follow a disk or bucket that becomes slow, old enough to even out long and short calls. */
const HALF_LIFE_MS = 30_000;
/** In so long something is archived, besides the time that the longest call takes: store or database hang. */
const STALL_MS = 60_000;

/** How fast a queue of calls is archived: measured while it is not empty. */
export class ArchiveRate {
  readonly #clock: Clock;
  #audioMs = START_RATE * START_MS;
  #busyMs = START_MS;
  /** The last time that something was archived, or came into the empty queue, monotonic ms. */
  #since = 0;
  /** Database, store or the like failed, and nothing was archived since then. */
  #stands = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The queue was empty, and is not. */
  begin(): void {
    this.#since = this.#clock.monotonicMs();
    this.#stands = false;
  }

  archived(audioMs: number): void {
    const now = this.#clock.monotonicMs();
    // What a queue waits for says nothing of its rate.
    if (!this.#stands) this.#add(audioMs, Math.min(now - this.#since, STALL_MS));
    this.#since = now;
    this.#stands = false;
  }

  failed(): void {
    this.#stands = true;
  }

  /** When all of the queue will be archived, Unix ms; null: not known. */
  expectedAt({ audioMs, longestMs }: { readonly audioMs: number; readonly longestMs: number }): number | null {
    const rate = Math.min(MOST_RATE, Math.max(LEAST_RATE, this.#audioMs / this.#busyMs));
    const idleMs = this.#clock.monotonicMs() - this.#since;
    if (this.#stands || idleMs > STALL_MS + longestMs / rate) return null;
    return this.#clock.now() + Math.ceil(audioMs / rate);
  }

  #add(audioMs: number, busyMs: number): void {
    const kept = 2 ** (-busyMs / HALF_LIFE_MS);
    this.#audioMs = this.#audioMs * kept + audioMs;
    this.#busyMs = this.#busyMs * kept + busyMs;
  }
}
