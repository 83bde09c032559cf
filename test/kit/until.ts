import { setImmediate } from 'node:timers/promises';

/** Resolves when the condition holds; fails after 10 s of waiting for it. Real time, whatever clock is under test. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await setImmediate();
  }
}
