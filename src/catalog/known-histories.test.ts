import { expect, test } from 'vitest';
import { addExtendedRetention, describeCall, insertRecordedCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { countingQueries } from '../../test/kit/counted-queries.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { recordingFileName } from '../recording/index.ts';
import { fileOfDay, filesOfDay, KnownHistories, periodsWithRecordings, wholeTenant } from './index.ts';

const { db } = testDatabase();
const DAY = '2026-03-10';
const STARTED = Date.parse('2026-03-10T09:00:00Z');
const EXPIRES = Date.parse('2026-04-09T08:00:00Z');

/** A tenant's tree with one recording, as one process sees it whose queries are counted. */
async function treeOfOne({ now = STARTED + 86_400_000 } = {}) {
  const tenant = await insertTenant(db);
  const call = describeCall(tenant, { startedAt: STARTED });
  await insertRecordedCall(db, call);
  const counted = countingQueries(db);
  const clock = new ManualClock(now);
  const catalog = { db: counted.db, clock, panelWindowDays: 30, histories: new KnownHistories() };
  const scope = wholeTenant(tenant);
  const found = async () => (await fileOfDay(catalog, scope, { day: DAY, name: recordingFileName(call) })) !== null;
  await found();
  counted.taken();
  return { tenant, call, clock, catalog, scope, found, queries: () => counted.taken() };
}

test('a file is found by one query, one that is not there too, and so are a page of a day and the days of a month', async () => {
  const { catalog, scope, found, queries } = await treeOfOne();
  expect([await found(), queries()]).toEqual([true, 1]);
  expect([await fileOfDay(catalog, scope, { day: DAY, name: 'none.mp3' }), queries()]).toEqual([null, 1]);
  expect([(await Array.fromAsync(filesOfDay(catalog, scope, DAY))).length, queries()]).toEqual([1, 1]);
  const month = { period: 'day', first: '2026-03-01', end: '2026-04-01' } as const;
  expect([await periodsWithRecordings(catalog, scope, month), queries()]).toEqual([[DAY], 1]);
});

test('what becomes due as time passes is gone at that instant, by what is known of the services', async () => {
  const { clock, found, queries } = await treeOfOne({ now: EXPIRES - 1 });
  expect(await found()).toBe(true);
  clock.advance(1);
  expect([await found(), queries()]).toEqual([false, 2]);
});

test('a change of the services by another process decides from its commit on', async () => {
  const { tenant, clock, found } = await treeOfOne({ now: EXPIRES - 1000 });
  // The same row, changed by connections that know nothing of this process.
  await addExtendedRetention(db, tenant, { units: 1 });
  clock.advance(2000);
  expect(await found()).toBe(true);
  for (const ends of [clock.now() - 1500, null, clock.now()]) {
    const ends_at = ends === null ? null : new Date(ends);
    await db.updateTable('subscriptions').set({ ends_at }).where('tenant_id', '=', tenant).execute();
    expect(await found()).toBe(ends === null);
  }
});

test('a tenant that leaves has no recording from that instant on', async () => {
  const { tenant, clock, found } = await treeOfOne();
  expect(await found()).toBe(true);
  const leaving = { leaves_at: new Date(clock.now()), leave_ordered_at: new Date(clock.now() - 1) };
  await db.updateTable('tenants').set(leaving).where('id', '=', tenant).execute();
  expect(await found()).toBe(false);
});

test('a recording that is being destroyed is not found, and one in a transaction that is not committed still is', async () => {
  const { call, found, queries } = await treeOfOne();
  const destroying = { destroying_at: new Date(), destruction_reason: 'expired' } as const;
  const marked = db.transaction().execute(async (transaction) => {
    await transaction.updateTable('recordings').set(destroying).where('id', '=', call.recordingId).execute();
    expect(await found()).toBe(true);
  });
  await marked;
  expect([await found(), queries()]).toEqual([false, 2]);
});
