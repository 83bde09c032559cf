import type { Clock, Timer } from '../base/clock.ts';
import { FRAME_MS } from './rtp-leg.ts';

/**
 * Calls `onFrame` for frame 0, 1, 2, … each 20 ms after the one before, reckoned from the start, so that late timers
 * do not add up. After a stall the frames that are due come at once, as a queue in the network would let them.
 */
export class FramePacer {
  readonly #clock: Clock;
  readonly #onFrame: (frame: number) => void;
  readonly #startedAt: number;
  #nextFrame = 0;
  #timer: Timer | null = null;

  constructor(clock: Clock, onFrame: (frame: number) => void) {
    this.#clock = clock;
    this.#onFrame = onFrame;
    this.#startedAt = clock.monotonicMs();
    this.#catchUp();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #catchUp(): void {
    const elapsedMs = this.#clock.monotonicMs() - this.#startedAt;
    for (; this.#nextFrame * FRAME_MS <= elapsedMs; this.#nextFrame++) this.#onFrame(this.#nextFrame);
    const waitMs = Math.max(1, this.#nextFrame * FRAME_MS - elapsedMs);
    this.#timer = this.#clock.after(waitMs, () => this.#catchUp());
  }
}
