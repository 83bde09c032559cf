import { expect, test } from 'vitest';
import { visitIntervalMs } from './visits.ts';

test.each([
  // Sync interval, what the sockets hold, visits.
  [1000, 20_000, 500],
  [1000, 3_700, 500],
  [1000, 2_400, 1000 / 3],
  [1000, 1_800, 100],
  [700, 20_000, 350],
  [200, 20_000, 200],
  [5000, 20_000, 500],
])('syncs each %i ms and sockets for %i ms: a visit each %d ms', (syncMs, holdsMs, intervalMs) => {
  expect(visitIntervalMs(syncMs, holdsMs)).toBe(intervalMs);
});
