import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import type { RecorderId, TenantId } from '../base/ids.ts';
import { reportUnarchivedCalls, UnarchivedCallsReporter, unarchivedSince } from './index.ts';

const NOW = Date.parse('2026-03-10T23:01:00Z');
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

const { db } = testDatabase();

test('a tenant’s oldest call of all recorders counts, until its recorder reports another one or has not reported for a week', async () => {
  const [one, other] = [randomUUID(), randomUUID()] as [RecorderId, RecorderId];
  const [tenant, quick, idle] = [randomUUID(), randomUUID(), randomUUID()] as [TenantId, TenantId, TenantId];
  const report = (recorderId: RecorderId, since: Record<TenantId, number>) =>
    reportUnarchivedCalls(db, { recorderId, unarchivedSince: new Map(Object.entries(since)) as never, now: NOW });
  const found = async (now = NOW) => [tenant, quick, idle].map(await unarchivedSince(db, now));
  expect(await found()).toEqual([null, null, null]);
  await report(one, {});
  expect(await found()).toEqual([null, null, null]);
  await report(one, { [tenant]: NOW - 5000, [quick]: NOW - 1000 });
  await report(other, { [tenant]: NOW - 90_000 });
  expect(await found()).toEqual([NOW - 90_000, NOW - 1000, null]);
  await report(other, {});
  expect(await found()).toEqual([NOW - 5000, NOW - 1000, null]);
  expect(await found(NOW + WEEK_MS - 1)).toEqual([NOW - 5000, NOW - 1000, null]);
  expect(await found(NOW + WEEK_MS)).toEqual([null, null, null]);
});

test('a recorder of the release before delays every tenant', async () => {
  const seen = { seen_at: new Date(NOW), unarchived_since: new Date(NOW - 7000), unarchived_of_tenants: null };
  await db
    .insertInto('recorders')
    .values({ id: randomUUID() as RecorderId, ...seen })
    .execute();
  expect((await unarchivedSince(db, NOW))(randomUUID() as TenantId)).toBe(NOW - 7000);
});

test('reports do not pile up while the database does not answer', async () => {
  const clock = new ManualClock(NOW);
  const reporter = new UnarchivedCallsReporter({ db, clock, log: quietLog }, randomUUID() as RecorderId);
  let reports = 0;
  await db.transaction().execute(async (transaction) => {
    await sql`LOCK TABLE recorders`.execute(transaction);
    reporter.start(
      () => {
        reports += 1;
        return new Map();
      },
      () => new Map(),
    );
    for (let minutes = 0; minutes < 10; minutes++) clock.advance(60_000);
  });
  await reporter.stop();
  expect(reports).toBe(2);
});
