import { setTimeout } from 'node:timers/promises';

/** A busy machine may take long; only a test that fails waits for all of it. */
const DEADLINE_MS = 40_000;
/** Often enough to go on at once, seldom enough to leave the CPU to what is waited for. */
const LOOK_EVERY_MS = 5;

/** Resolves when the condition holds; fails at the deadline. Real time, whatever clock is under test. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await setTimeout(LOOK_EVERY_MS);
  }
}
