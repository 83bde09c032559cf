import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { createMetrics } from './metrics.ts';
import { Supervised, type SupervisedOptions } from './supervise.ts';

const DELAY_MS = 100;

const restartDelay = (failures: number): number => DELAY_MS * 2 ** failures;

function supervised(run: SupervisedOptions['run']) {
  const clock = new ManualClock();
  const metrics = createMetrics();
  const part = new Supervised({ part: 'test', run, clock, log: quietLog, metrics, restartDelay });
  return { part, clock, metrics };
}

/** Lives of a part, each ended by the test. */
function lives() {
  const ends: (() => void)[] = [];
  const run = (signal: AbortSignal, up: () => void): Promise<void> => {
    up();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    ends.push(() => reject(new Error('broken on purpose')));
    signal.addEventListener('abort', () => resolve());
    return promise;
  };
  return { ends, run };
}

test('a part that ends is started again, each time after a longer delay', async () => {
  const { ends, run } = lives();
  const { part, clock, metrics } = supervised(run);
  for (const [life, delayMs] of [DELAY_MS, 2 * DELAY_MS, 4 * DELAY_MS].entries()) {
    expect(part.isUp).toBe(true);
    ends[life]!();
    await nextTurn();
    expect(part.isUp).toBe(false);
    clock.advance(delayMs - 1);
    await nextTurn();
    expect(ends).toHaveLength(life + 1);
    clock.advance(1);
    await nextTurn();
    expect(ends).toHaveLength(life + 2);
  }
  expect(await metrics.metrics()).toMatch(/^fonoteka_part_restarts_total\{part="test"\} 3$/m);
  expect(await metrics.metrics()).toMatch(/^fonoteka_part_up\{part="test"\} 1$/m);
  await part.stop();
});

test('after a healthy life the delay is the first one again', async () => {
  const { ends, run } = lives();
  const { part, clock } = supervised(run);
  ends[0]!();
  await nextTurn();
  clock.advance(DELAY_MS);
  await nextTurn();
  clock.advance(60_000);
  ends[1]!();
  await nextTurn();
  clock.advance(DELAY_MS);
  await nextTurn();
  expect(ends).toHaveLength(3);
  await part.stop();
});

test('a stop ends the part, or the wait for its next start', async () => {
  const { ends, run } = lives();
  const running = supervised(run);
  await running.part.firstUp;
  await running.part.stop();
  expect(running.part.isUp).toBe(false);

  const waiting = supervised(run);
  ends[1]!();
  await nextTurn();
  await waiting.part.stop();
  expect(waiting.clock.pending).toBe(0);
  expect(ends).toHaveLength(2);
});

test('who waits for the first start learns that it failed', async () => {
  const { part } = supervised(() => Promise.reject(new Error('no such address')));
  await expect(part.firstUp).rejects.toThrow('no such address');
  await part.stop();
});
