import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { DatabaseClock } from './database-clock.ts';
import { createMetrics } from './metrics.ts';

const HOUR_MS = 60 * 60 * 1000;

/** A machine's clock, and what the database says it is ahead of it. */
function machine() {
  const clock = new ManualClock();
  const database = { aheadMs: 0, answersAfterMs: 0, away: false };
  const metrics = createMetrics();
  const databaseNow = async (): Promise<number> => {
    if (database.away) throw new Error('away');
    const now = clock.now() + database.aheadMs;
    if (database.answersAfterMs > 0) clock.advance(database.answersAfterMs);
    return now;
  };
  const time = new DatabaseClock({ clock, databaseNow, log: quietLog, metrics });
  const offset = async () => (await metrics.getSingleMetric('fonoteka_clock_offset_seconds')!.get()).values[0]?.value;
  return { clock, database, time, offset };
}

test('a clock within two seconds is taken as it is; one that differs by more goes by the database’s', async () => {
  const { clock, database, time, offset } = machine();
  expect(await offset()).toBeUndefined();
  for (const [aheadMs, corrected] of [
    [1500, 0],
    [HOUR_MS, HOUR_MS],
    // Not corrected again for less than that.
    [HOUR_MS + 1000, HOUR_MS],
    [-HOUR_MS, -HOUR_MS],
    [0, 0],
  ] as const) {
    database.aheadMs = aheadMs;
    await time.compare();
    expect(time.now() - clock.now()).toBe(corrected);
    expect(await offset()).toBe(aheadMs === 0 ? -0 : -aheadMs / 1000);
  }
});

test('an answer that took long counts for nothing, nor does none', async () => {
  const { clock, database, time } = machine();
  database.aheadMs = HOUR_MS;
  await time.compare();
  Object.assign(database, { aheadMs: 0, answersAfterMs: 3000 });
  await time.compare();
  expect(time.now() - clock.now()).toBe(HOUR_MS);
  database.away = true;
  await expect(time.compare()).rejects.toThrow('away');
  expect(time.now() - clock.now()).toBe(HOUR_MS);
});

test('it is compared at once and each minute, also after the database was away', async () => {
  const { clock, database, time } = machine();
  database.away = true;
  const watching = await time.watch();
  expect(time.now()).toBe(clock.now());
  Object.assign(database, { away: false, aheadMs: HOUR_MS });
  clock.advance(60_000);
  await watching.stop();
  expect(time.now() - clock.now()).toBe(HOUR_MS);
  expect(clock.pending).toBe(0);
});

test('when the machine’s clock is set, or it wakes, the time goes on, and is compared at once', async () => {
  const { clock, database, time } = machine();
  database.aheadMs = HOUR_MS;
  await time.compare();
  const begun = time.now();
  // Somebody has followed the log’s advice.
  Object.assign(database, { aheadMs: 0, away: true });
  clock.jump(HOUR_MS);
  clock.advance(5_000);
  expect(time.now() - begun).toBe(5_000);
  database.away = false;
  await time.compare();
  expect(time.now()).toBe(clock.now());
  // It has slept for an hour: so did its monotonic clock.
  clock.jump(HOUR_MS);
  expect(time.now()).toBe(clock.now() - HOUR_MS);
  await new Promise((resolve) => setImmediate(resolve));
  expect(time.now()).toBe(clock.now());
});
