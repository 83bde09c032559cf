import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import type { RecorderId } from '../base/ids.ts';
import { reportUnarchivedCalls, UnarchivedCallsReporter, unarchivedSince } from './index.ts';

const NOW = Date.parse('2026-03-10T23:01:00Z');
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

const { db } = testDatabase();

test('the oldest call of all recorders counts, until its recorder reports another one or has not reported for a week', async () => {
  const [one, other] = [randomUUID(), randomUUID()] as RecorderId[] as [RecorderId, RecorderId];
  const report = (recorderId: RecorderId, since: number | null) =>
    reportUnarchivedCalls(db, { recorderId, unarchivedSince: since, now: NOW });
  expect(await unarchivedSince(db, NOW)).toBeNull();
  await report(one, null);
  expect(await unarchivedSince(db, NOW)).toBeNull();
  await report(one, NOW - 5000);
  await report(other, NOW - 90_000);
  expect(await unarchivedSince(db, NOW)).toBe(NOW - 90_000);
  await report(other, null);
  expect(await unarchivedSince(db, NOW)).toBe(NOW - 5000);
  expect(await unarchivedSince(db, NOW + WEEK_MS - 1)).toBe(NOW - 5000);
  expect(await unarchivedSince(db, NOW + WEEK_MS)).toBeNull();
});

test('reports do not pile up while the database does not answer', async () => {
  const clock = new ManualClock(NOW);
  const reporter = new UnarchivedCallsReporter({ db, clock, log: quietLog }, randomUUID() as RecorderId);
  let reports = 0;
  await db.transaction().execute(async (transaction) => {
    await sql`LOCK TABLE recorders`.execute(transaction);
    reporter.start(() => {
      reports += 1;
      return null;
    });
    for (let minutes = 0; minutes < 10; minutes++) clock.advance(60_000);
  });
  await reporter.stop();
  expect(reports).toBe(2);
});
