import type { Clock, Timer } from '../../base/clock.ts';

/** Counted, not measured: after this process was held up, there are answers to read. */
const TICK_MS = 250;
/** A second: nearly all our queries take less. */
const SUSPICIOUS_TICKS = 4;
/** After the server has answered, how long a query that goes on is not suspicious again. */
const TRUSTED_TICKS = 20;

/**
 * Watches the queries of a pool. Where one waits for its answer, the server may be busy with it, or gone without a word: frozen, or cut off.
 * Then it is asked on another connection.
 */
export class UnansweredQueries {
  readonly #clock: Clock;
  readonly #ask: () => Promise<void>;
  /** How many ticks each waits. */
  readonly #waiting = new Map<object, number>();
  #timer: Timer | null = null;
  #asking = false;

  /** `ask` is called when a query has waited for a second; it never rejects. */
  constructor(clock: Clock, ask: () => Promise<void>) {
    this.#clock = clock;
    this.#ask = ask;
  }

  /** A query begins; returns what says that it has ended. */
  begin(): () => void {
    const query = {};
    this.#waiting.set(query, 0);
    this.#timer ??= this.#clock.every(TICK_MS, () => this.#tick());
    return () => {
      this.#waiting.delete(query);
      if (this.#waiting.size === 0) this.#stopTicking();
    };
  }

  #stopTicking(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #tick(): void {
    let suspicious = false;
    for (const [query, ticks] of this.#waiting) {
      this.#waiting.set(query, ticks + 1);
      if (ticks + 1 >= SUSPICIOUS_TICKS) suspicious = true;
    }
    if (suspicious && !this.#asking) void this.#askServer();
  }

  async #askServer(): Promise<void> {
    this.#asking = true;
    const asked = [...this.#waiting.keys()];
    await this.#ask();
    this.#asking = false;
    for (const query of asked) if (this.#waiting.has(query)) this.#waiting.set(query, -TRUSTED_TICKS);
  }
}
