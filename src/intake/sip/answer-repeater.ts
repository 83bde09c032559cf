import type { Clock, Timer } from '../../base/clock.ts';
import { T1_MS, T2_MS, TRANSACTION_LIFE_MS } from './timers.ts';

/**
 * Repeats a 2xx to an INVITE until it is stopped by the ACK, over any transport: it is end to end, and a hop behind
 * the first may be UDP (RFC 3261 §13.3.1.4). Gives up after 64·T1.
 */
export function repeatAnswer(clock: Clock, repeat: () => void, giveUp: () => void): Timer {
  let next: Timer;
  const schedule = (intervalMs: number): void => {
    next = clock.after(intervalMs, () => {
      schedule(Math.min(2 * intervalMs, T2_MS));
      repeat();
    });
  };
  schedule(T1_MS);
  const end = clock.after(TRANSACTION_LIFE_MS, () => {
    next.cancel();
    giveUp();
  });
  return {
    cancel: () => {
      next.cancel();
      end.cancel();
    },
  };
}
