import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/platform/clock.ts';

/** A clock that a test can set to any time. It runs on from there; timers are real. */
export class MovableClock implements Clock {
  #aheadMs: number;

  constructor(startMs: number) {
    this.#aheadMs = startMs - systemClock.now();
  }

  /** Sets the time, Unix ms. */
  moveTo(instantMs: number): void {
    this.#aheadMs = instantMs - systemClock.now();
  }

  now(): number {
    return systemClock.now() + this.#aheadMs;
  }

  readonly monotonicMs = (): number => systemClock.monotonicMs();
  readonly after = systemClock.after.bind(systemClock);
  readonly every = systemClock.every.bind(systemClock);
}
