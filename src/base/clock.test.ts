import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { delay } from './clock.ts';

test('a delay ends when its time has come, not before', async () => {
  const clock = new ManualClock();
  let over = false;
  const waiting = delay(clock, 100).then(() => (over = true));
  clock.advance(99);
  await Promise.resolve();
  expect(over).toBe(false);
  clock.advance(1);
  await waiting;
  expect(over).toBe(true);
});

test('a delay ends at once on abort and leaves no timer', async () => {
  const clock = new ManualClock();
  const abort = new AbortController();
  const waiting = delay(clock, 100, abort.signal);
  abort.abort();
  await waiting;
  await delay(clock, 100, abort.signal);
  expect(clock.pending).toBe(0);
});
