import type { Clock, Timer } from '../base/clock.ts';

/** The clock of this machine. Its timers do not keep the process running. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (delayMs, action) => toTimer(setTimeout(action, delayMs)),
  every: (intervalMs, action) => toTimer(setInterval(action, intervalMs)),
};

function toTimer(timer: NodeJS.Timeout): Timer {
  timer.unref();
  return { cancel: () => clearTimeout(timer) };
}
