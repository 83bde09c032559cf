import { randomInt } from 'node:crypto';

/** Whether this is `npm run test:long`, which runs the tests of `*.sampled.test.ts` whole. */
const WHOLE = process.env['FONOTEKA_TEST_LONG'] === '1';

/** How much a test does: a part of it in `npm test`. */
export function sampled<T>(part: T, whole: T): T {
  return WHOLE ? whole : part;
}

/**
 * The step after `step` (-1: the first) at which a program is killed. In `npm test` some are left out, others in each run:
 * one of `stride` is taken on average.
 */
export function nextStep(step: number, stride: number): number {
  return WHOLE ? step + 1 : step + randomInt(1, 2 * stride);
}
