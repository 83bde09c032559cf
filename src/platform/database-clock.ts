import { type Clock, repeat, type Repeating, type Timer } from '../base/clock.ts';
import type { Logger } from './logging.ts';
import { Gauge, type Registry } from './metrics.ts';

const COMPARE_EVERY_MS = 60_000;
/** Clocks set by NTP differ by milliseconds. Below this a clock is taken as it is: nothing that processes share depends on two seconds. */
const TOLERATED_MS = 2_000;
/** An answer that took so long says too little about when the database looked at its clock. */
const MAX_ROUND_TRIP_MS = 2_000;

interface DatabaseClockDeps {
  readonly clock: Clock;
  /** The time by the database's clock, Unix ms. */
  readonly databaseNow: () => Promise<number>;
  readonly log: Logger;
  /** Null: the same machine shows it already. */
  readonly metrics: Registry | null;
}

/**
 * The time that processes share: this machine's, corrected where it differs from the database's by more than two seconds. Sessions, links and
 * sign-ins that one process begins another one sees end at the same instant, whatever the machines' clocks say.
 */
export class DatabaseClock implements Clock {
  readonly #deps: DatabaseClockDeps;
  readonly #offset: Gauge | null;
  /** What is added to this machine's time. */
  #correctionMs = 0;
  /** The time when it was last compared, and the monotonic one. Null: it was not yet. */
  #compared: { readonly time: number; readonly monotonicMs: number } | null = null;
  #isComparingSoon = false;
  /** The last comparison; null: none was made. */
  #aheadMs: number | null = null;
  #report: ((aheadMs: number | null) => Promise<void>) | null = null;

  constructor(deps: DatabaseClockDeps) {
    this.#deps = deps;
    this.#offset = deps.metrics === null ? null : offsetGauge(deps.metrics);
  }

  now(): number {
    const time = this.#deps.clock.now() + this.#correctionMs;
    if (this.#compared === null) return time;
    const expected = this.#compared.time + this.monotonicMs() - this.#compared.monotonicMs;
    if (Math.abs(time - expected) <= TOLERATED_MS) return time;
    // This machine's clock was set, or it slept: until it is known which, nobody's session ends.
    this.#compareSoon();
    return expected;
  }

  monotonicMs(): number {
    return this.#deps.clock.monotonicMs();
  }

  after(delayMs: number, action: () => void): Timer {
    return this.#deps.clock.after(delayMs, action);
  }

  every(intervalMs: number, action: () => void): Timer {
    return this.#deps.clock.every(intervalMs, action);
  }

  /** Compares the clocks now. */
  async compare(): Promise<void> {
    const { clock, databaseNow, log } = this.#deps;
    const [before, begun] = [clock.now(), clock.monotonicMs()];
    const there = await databaseNow();
    const tookMs = clock.monotonicMs() - begun;
    if (tookMs > MAX_ROUND_TRIP_MS) return;
    const behindMs = Math.round(there - (before + tookMs / 2));
    this.#offset?.set(-behindMs / 1000);
    this.#aheadMs = -behindMs;
    if (Math.abs(behindMs - this.#correctionMs) > TOLERATED_MS || Math.abs(behindMs) <= TOLERATED_MS) {
      this.#correctionMs = Math.abs(behindMs) > TOLERATED_MS ? behindMs : 0;
    }
    this.#compared = { time: before + this.#correctionMs, monotonicMs: begun };
    this.#isComparingSoon = false;
    if (Math.abs(behindMs) > TOLERATED_MS) {
      log.error(
        { aheadMs: -behindMs },
        'clock: this machine’s clock differs from the database’s, synchronize it by NTP',
      );
    }
  }

  /** Compares them at once and each minute; while the database does not answer, what was last known holds. */
  async watch(): Promise<Repeating> {
    await this.compare().catch(this.#onError);
    return repeat(this.#deps.clock, { intervalMs: COMPARE_EVERY_MS, onError: this.#onError }, async () => {
      await this.compare();
      await this.#report?.(this.#aheadMs);
    });
  }

  /** Calls it now, and after each comparison: what is written once a minute needs no timer of its own. */
  async reportEach(report: (aheadMs: number | null) => Promise<void>): Promise<void> {
    this.#report = report;
    await report(this.#aheadMs).catch(this.#onError);
  }

  /** Once; if it fails, they are compared again in the next minute. */
  #compareSoon(): void {
    if (this.#isComparingSoon) return;
    this.#isComparingSoon = true;
    void this.compare().catch(this.#onError);
  }

  readonly #onError = (err: unknown): void => {
    this.#deps.log.warn({ err }, 'clock: it could not be compared with the database’s');
  };
}

function offsetGauge(registry: Registry): Gauge {
  const gauge = new Gauge({
    name: 'fonoteka_clock_offset_seconds',
    help: 'By how much the clock of this machine is ahead of the database’s; compared each minute.',
    registers: [registry],
  });
  // A 0 would say that all is well.
  gauge.remove();
  return gauge;
}
