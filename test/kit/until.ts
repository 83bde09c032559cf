import { setTimeout } from 'node:timers/promises';

/** Long enough for a busy machine. Only a failing test waits until the end. */
const DEADLINE_MS = 40_000;
/** Short enough to continue quickly, long enough to leave the CPU to the code under test. */
const POLL_INTERVAL_MS = 5;

/** Resolves when the condition is true; fails at the deadline. Uses real time, not the clock of the test. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`timed out waiting until: ${what}`);
    await setTimeout(POLL_INTERVAL_MS);
  }
}
