import { expect, test, vi } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { delay, repeat } from './clock.ts';

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

test('repeated runs do not pile up while one waits; a failed one is reported and the next comes in its time', async () => {
  const clock = new ManualClock();
  const runs: PromiseWithResolvers<void>[] = [];
  const errors: unknown[] = [];
  const repeating = repeat(clock, { intervalMs: 10, onError: (error) => errors.push(error) }, () => {
    const run = Promise.withResolvers<void>();
    runs.push(run);
    return run.promise;
  });
  clock.advance(1000);
  expect(runs).toHaveLength(1);
  runs[0]!.reject('away');
  await new Promise(setImmediate);
  expect(errors).toEqual(['away']);
  expect(runs).toHaveLength(1);
  clock.advance(10);
  expect(runs).toHaveLength(2);
  let hasStopped = false;
  const stopped = repeating.stop().then(() => (hasStopped = true));
  clock.advance(1000);
  expect([runs.length, hasStopped]).toEqual([2, false]);
  runs[1]!.resolve();
  await stopped;
  expect(clock.pending).toBe(0);
});

test('what is repeated in the same interval runs at the same instants, whenever it was started', async () => {
  const clock = new ManualClock();
  const at: number[] = [];
  const note = async (): Promise<void> => void at.push(clock.monotonicMs() % 60_000);
  for (const startedAfter of [1_234, 4_321, 800]) {
    clock.advance(startedAfter);
    repeat(clock, { intervalMs: 10_000 }, note);
  }
  for (const advanceMs of [3_645, 10_000]) {
    clock.advance(advanceMs);
    await new Promise(setImmediate);
  }
  expect(at).toEqual([10_000, 10_000, 10_000, 20_000, 20_000, 20_000]);
});

test('after a pause of the process a repeated action runs once', async () => {
  const clock = new ManualClock(0);
  let [runs, paused] = [0, 0];
  vi.spyOn(clock, 'monotonicMs').mockImplementation(() => clock.now() + paused);
  repeat(clock, { intervalMs: 1_000 }, async () => void runs++);
  paused = 100_500;
  clock.advance(1_000);
  await new Promise(setImmediate);
  clock.advance(499);
  expect(runs).toBe(1);
});
