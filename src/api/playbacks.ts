import type { Clock } from '../base/clock.ts';

/** A player that has asked for nothing this long has stopped; what it asks then is another listening. */
const PLAYBACK_GAP_MS = 10 * 60_000;
/** Playbacks remembered; beyond, the ones quiet longest are forgotten and would be noted once more. */
const MAX_PLAYBACKS = 20_000;

/**
 * Tells the first request of a playback from those that follow: a player fetches one recording in many ranges,
 * in any order, and the audit log shall say once that somebody listened, whichever byte they began with.
 */
export class Playbacks {
  readonly #clock: Clock;
  /** Monotonic ms of the last request, by playback; the one quiet longest first. */
  readonly #lastAskedAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether nothing was asked for this playback lately. `playback`: who listens to what. */
  isNew(playback: string): boolean {
    const lastAskedAt = this.#lastAskedAt.get(playback);
    return lastAskedAt === undefined || this.#clock.monotonicMs() - lastAskedAt > PLAYBACK_GAP_MS;
  }

  /** Something was asked for this playback, and the audit log knows of it. */
  note(playback: string): void {
    this.#lastAskedAt.delete(playback);
    this.#lastAskedAt.set(playback, this.#clock.monotonicMs());
    if (this.#lastAskedAt.size > MAX_PLAYBACKS) this.#lastAskedAt.delete(this.#lastAskedAt.keys().next().value!);
  }
}
