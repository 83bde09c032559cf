import type { Clock, Timer } from '../base/clock.ts';

/** 24 days, the longest that Node can wait: it would act at once on more, which a PBX may ask for (Session-Expires of 136 years). */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** The clock of this machine. Its timers do not keep the process running. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (delayMs, action) => toTimer(setTimeout(action, Math.min(delayMs, MAX_DELAY_MS))),
  every: (intervalMs, action) => toTimer(setInterval(action, Math.min(intervalMs, MAX_DELAY_MS))),
};

function toTimer(timer: NodeJS.Timeout): Timer {
  timer.unref();
  return { cancel: () => clearTimeout(timer) };
}
