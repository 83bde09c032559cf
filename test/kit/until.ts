import { setTimeout } from 'node:timers/promises';

/** Long enough for a busy machine. Only a failing test waits until the end. */
const DEADLINE_MS = 120_000;
/** Short enough to continue quickly. */
const FIRST_INTERVAL_MS = 5;
/** A longer wait is asked about less often, to leave the CPU to the code under test: it ends at most this part later. */
const PART_OF_WAIT = 1 / 20;
const MAX_INTERVAL_MS = 250;

/** Resolves when the condition is true; fails at the deadline. Uses real time, not the clock of the test. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const begun = performance.now();
  while (!(await condition())) {
    const waited = performance.now() - begun;
    if (waited > DEADLINE_MS) throw new Error(`timed out waiting until: ${what}`);
    await setTimeout(Math.min(Math.max(FIRST_INTERVAL_MS, waited * PART_OF_WAIT), MAX_INTERVAL_MS));
  }
}
