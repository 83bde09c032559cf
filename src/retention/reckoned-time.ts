import type { Clock } from '../base/clock.ts';

/**
 * The time by what has passed since this process trusted its clock: setting the clock does not move it. It stands still
 * while the machine is suspended.
 */
export class ReckonedTime {
  readonly #clock: Clock;
  /** What the monotonic clock lacks to be Unix ms. */
  #offsetMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.trustClock();
  }

  /** Unix ms. */
  now(): number {
    return this.#clock.monotonicMs() + this.#offsetMs;
  }

  /** It is as late as the clock says. */
  trustClock(): void {
    this.#offsetMs = this.#clock.now() - this.#clock.monotonicMs();
  }
}
