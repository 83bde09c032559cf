import type { Clock } from './clock.ts';

/**
 * A budget that grows with time, at most to what a second brings. Taking more than there is makes a debt: who takes waits until it is
 * paid, so those who wait have their turns in the order in which they took.
 */
export class TokenBucket {
  readonly #clock: Clock;
  #perSecond: number;
  #tokens: number;
  #countedMs: number;

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
    this.#countedMs = clock.monotonicMs();
  }

  get perSecond(): number {
    return this.#perSecond;
  }

  /** From now on; who waits already waits as it was said. */
  set perSecond(perSecond: number) {
    this.#count();
    this.#perSecond = perSecond;
  }

  /** Takes an amount; returns how long to wait before it is used, in ms. */
  take(amount: number): number {
    this.#count();
    this.#tokens -= amount;
    return this.#tokens >= 0 ? 0 : Math.ceil((-this.#tokens / this.#perSecond) * 1000);
  }

  /** What was taken is not used after all: it is others'. */
  giveBack(amount: number): void {
    this.#tokens += amount;
  }

  #count(): void {
    const now = this.#clock.monotonicMs();
    const grown = this.#tokens + ((now - this.#countedMs) / 1000) * this.#perSecond;
    this.#tokens = Math.min(grown, this.#perSecond);
    this.#countedMs = now;
  }
}
