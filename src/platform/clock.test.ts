import { expect, test } from 'vitest';
import { systemClock } from './clock.ts';

test('what is due in more than 24 days does not happen at once', async () => {
  const early: string[] = [];
  const years = 2 ** 32 * 1000;
  const timers = [
    systemClock.after(years, () => early.push('after')),
    systemClock.every(years, () => early.push('every')),
  ];
  // Timers fire in the order of their time: a delay that is too long for Node would be 1 ms.
  await new Promise<void>((resolve) => void systemClock.after(20, resolve));
  timers.forEach((timer) => timer.cancel());
  expect(early).toEqual([]);
});
