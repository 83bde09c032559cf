import type { Clock, Timer } from '../../base/clock.ts';

const cancelling = (timer: NodeJS.Timeout): Timer => {
  timer.unref();
  return { cancel: () => clearTimeout(timer) };
};

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (delayMs, action) => cancelling(setTimeout(action, delayMs)),
  every: (intervalMs, action) => cancelling(setInterval(action, intervalMs)),
};
