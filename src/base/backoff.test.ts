import { expect, test } from 'vitest';
import { backoffTable, exponentialBackoff } from './backoff.ts';

test('a table gives its delays in order and repeats the last one', () => {
  const backoff = backoffTable(60_000, 120_000, 300_000);
  expect([0, 1, 2, 3, 1000].map(backoff)).toEqual([60_000, 120_000, 300_000, 300_000, 300_000]);
});

test('an exponential backoff doubles up to its maximum, and stays there', () => {
  const backoff = exponentialBackoff({ firstMs: 500, maxMs: 30_000 });
  expect([0, 1, 2, 5, 6, 7, 10_000].map(backoff)).toEqual([500, 1000, 2000, 16_000, 30_000, 30_000, 30_000]);
});
