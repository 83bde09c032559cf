import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { until } from '../../test/kit/until.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { measureAtScrape } from './measured-gauges.ts';
import { createMetrics } from './metrics.ts';

const clock = new ManualClock();

function measured(measure: () => Promise<number>) {
  const metrics = createMetrics();
  const gauges = { rows: { name: 'fonoteka_test_rows', help: 'Rows.' } };
  const options = {
    gauges,
    everyMs: 15_000,
    measure: async ({ rows }: { rows: { set(n: number): void } }) => rows.set(await measure()),
  };
  measureAtScrape({ metrics, clock, log: quietLog }, options);
  return async () => /^fonoteka_test_rows (.*)$/m.exec(await metrics.metrics())?.[1];
}

test('are measured at a scrape, and again only after a while', async () => {
  let rows = 1;
  const scrape = measured(async () => rows);
  expect(await scrape()).toBe('1');
  rows = 2;
  clock.advance(14_999);
  expect(await scrape()).toBe('1');
  clock.advance(1);
  expect(await Promise.all([scrape(), scrape()])).toEqual(['2', '2']);
});

test('keep their last value while they cannot be measured', async () => {
  let fails = false;
  const scrape = measured(() => (fails ? Promise.reject(new Error('the database is away')) : Promise.resolve(3)));
  expect(await scrape()).toBe('3');
  fails = true;
  clock.advance(15_000);
  expect(await scrape()).toBe('3');
});

test('show nothing rather than a wrong 0 until they have been measured', async () => {
  let fails = true;
  const scrape = measured(() => (fails ? Promise.reject(new Error('the database is away')) : Promise.resolve(3)));
  expect(await scrape()).toBeUndefined();
  fails = false;
  clock.advance(15_000);
  expect(await scrape()).toBe('3');
});

test('do not hold up a scrape for ever', async () => {
  const scrape = measured(() => new Promise(() => {}));
  const answer = scrape();
  await until('the scrape waits', async () => clock.pending > 0);
  clock.advance(2_000);
  expect(await answer).toBeUndefined();
});
