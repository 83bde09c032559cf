import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { stoppedDate } from '../../test/kit/system-date.ts';
import { AttemptCounters } from './attempt-counters.ts';
import type { Database } from './postgres/index.ts';
import { removeExpiredCounters } from './shared-counters.ts';

const database = testDatabase();
const HOUR_MS = 60 * 60 * 1000;

test('counters that are made for a request leave no timer behind', () => {
  vi.useFakeTimers();
  try {
    const db = {} as Database;
    const ofRequests = Array.from({ length: 50 }, (_, n) => new AttemptCounters({ name: `of ${n}`, db }));
    expect(ofRequests).toHaveLength(50);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('what one process counts another one sees, whatever their clocks say', async () => {
  const [one, other] = [1, 2].map(() => new AttemptCounters({ name: 'shared', db: database.db })) as [
    AttemptCounters,
    AttemptCounters,
  ];
  await one.add('key', 2, 60);
  // The other process's clock is an hour ahead of, and a third one's an hour behind, the first one's.
  const date = stoppedDate();
  for (const ahead of [HOUR_MS, -2 * HOUR_MS]) {
    date.advance(ahead);
    const seen = await other.get('key');
    expect(seen?.value).toBe(2);
    expect(seen!.expiresInMs).toBeGreaterThan(0);
    expect(seen!.expiresInMs).toBeLessThanOrEqual(60_000);
  }
  expect(await other.add('key', 1, 60)).toMatchObject({ value: 3 });
  await other.clear('key');
  expect(await one.get('key')).toBeNull();
});

test('one that has expired begins again, and is removed in time', async () => {
  const counters = new AttemptCounters({ name: 'expiring', db: database.db });
  await counters.set('a', 7, 60);
  expect(await counters.get('a')).toMatchObject({ value: 7 });
  await sql`UPDATE attempt_counters SET expire = 1 WHERE key = 'expiring:a'`.execute(database.db);
  expect(await counters.get('a')).toBeNull();
  expect(await counters.add('a', 1, 60)).toMatchObject({ value: 1 });
  await sql`UPDATE attempt_counters SET expire = 1 WHERE key = 'expiring:a'`.execute(database.db);
  await removeExpiredCounters(database.db);
  const { rows } = await sql`SELECT key FROM attempt_counters WHERE key = 'expiring:a'`.execute(database.db);
  expect(rows).toEqual([]);
});

test('very many that have expired are removed by some at a time', async () => {
  await sql`INSERT INTO attempt_counters (key, points, expire) SELECT 'many:' || n, 1, n FROM generate_series(1, 2500) AS n`.execute(
    database.db,
  );
  const removed = [];
  for (let again = 0; again < 4; again++) removed.push(await removeExpiredCounters(database.db));
  expect(removed).toEqual([1000, 1000, 500, 0]);
});
