import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/platform/clock.ts';

const LONGEST_DELAY_MS = 5000;

/** This machine's clock, but the delays between attempts are over at once; what they were is added to `delays`. */
export function withoutDelays(delays: number[] = []): Clock {
  const after: Clock['after'] = (delayMs, action) => {
    if (delayMs > LONGEST_DELAY_MS) return systemClock.after(delayMs, action);
    delays.push(delayMs);
    return systemClock.after(0, action);
  };
  return { ...systemClock, after };
}
