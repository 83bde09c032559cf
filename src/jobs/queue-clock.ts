import type { Clock as QueueClock } from 'pg-boss';
import { type Clock, sharedInstant, type Timer } from '../base/clock.ts';

/** Nothing that pg-boss repeats is needed more often: it renews its heartbeats each 15 s. Its shortest interval, 2 s, is for events that we do not use. */
const SHORTEST_REPEAT_MS = 10_000;
/** What it waits for so long may come this much later, together with the rest. */
const PATIENT_FROM_MS = 10_000;
const SLACK_MS = 5_000;

const cancel = (timer: unknown): void => (timer as Timer | undefined)?.cancel();

/** Our clock as pg-boss's. */
export function queueClock(clock: Clock): QueueClock {
  return {
    now: () => clock.now(),
    setTimeout: (action, ms) =>
      clock.after(
        ms < PATIENT_FROM_MS ? ms : Math.ceil(sharedInstant(clock, ms + SLACK_MS, SLACK_MS) - clock.monotonicMs()),
        action,
      ),
    clearTimeout: cancel,
    setInterval: (action, ms) => clock.every(Math.max(ms, SHORTEST_REPEAT_MS), action),
    clearInterval: cancel,
  };
}
