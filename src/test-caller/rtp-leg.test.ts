import { expect, it } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import type { Timer } from '../base/clock.ts';
import { FramePacer } from './rtp-leg.ts';

it('sends a frame each 20 ms, the first at once', () => {
  const clock = new ManualClock();
  const sent: [number, number][] = [];
  const start = clock.monotonicMs();
  const pacer = new FramePacer(clock, (frame) => sent.push([frame, clock.monotonicMs() - start]));
  clock.advance(65);
  pacer.stop();
  expect(sent).toEqual([
    [0, 0],
    [1, 20],
    [2, 40],
    [3, 60],
  ]);
  expect(clock.pending).toBe(0);
});

it('sends due frames after a stall and calculates times from the start', () => {
  const clock = new StallingClock();
  const frames: number[] = [];
  const pacer = new FramePacer(clock, (frame) => frames.push(frame));
  clock.stall(107);
  pacer.stop();
  expect(frames).toEqual([0, 1, 2, 3, 4, 5]);
  expect(clock.waits).toEqual([20, 13]);
});

/** A clock whose timers are late. */
class StallingClock extends ManualClock {
  readonly waits: number[] = [];
  #late = 0;
  #wake: (() => void) | null = null;

  override monotonicMs(): number {
    return this.#late;
  }

  override after(delayMs: number, action: () => void): Timer {
    this.waits.push(delayMs);
    this.#wake = action;
    return { cancel: () => undefined };
  }

  stall(ms: number): void {
    this.#late += ms;
    this.#wake?.();
  }
}
