import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { concurrentIndexes } from '../../migrations/concurrent-indexes.ts';
import { newId, type TenantId } from '../base/ids.ts';
import { dropPartitions, makePartitions, partitionStates } from '../platform/postgres/index.ts';
import { AuditLog } from './index.ts';

const { db } = testDatabase();
const deps = { db, log: quietLog };
/** Later than what the first partition covers, wherever the test runs. */
const NOW = Date.parse('2051-03-10T09:00:00Z');
const clock = new ManualClock(NOW);
const log = new AuditLog(db, clock);
const tenantId = newId<TenantId>(NOW);

async function record(at: string): Promise<void> {
  clock.advance(Date.parse(at) - clock.now());
  await log.record({ tenantId, actor: 'jan', action: 'listen', subject: at, address: null });
}

/** In which partition the tenant's events are, in their order. */
async function places(): Promise<string[]> {
  const { rows } = await sql<{ place: string }>`
    SELECT tableoid::regclass::text AS place FROM audit_events WHERE tenant_id = ${tenantId} ORDER BY seq`.execute(db);
  return rows.map(({ place }) => place.replace('audit_events_', ''));
}

const stateAt = async (now: number) => (await partitionStates(db, now)).find(({ table }) => table === 'audit_events')!;

test('a row of a month without a partition is not lost, and gets one', async () => {
  await record('2050-12-31T22:59:59.999Z');
  await record('2050-12-31T23:00:00Z');
  await record('2051-01-31T12:00:00Z');
  expect(await places()).toEqual(['default', 'default', 'default']);
  expect(await stateAt(NOW)).toMatchObject({ coveredUntil: NOW, rowsWithout: 3 });
  await makePartitions(deps, NOW);
  // In one stretch, they are not copied.
  expect(await places()).toEqual(['2050_12', '2050_12', '2050_12']);
  expect(await stateAt(NOW)).toEqual({
    table: 'audit_events',
    coveredUntil: Date.parse('2051-06-30T22:00:00Z'),
    rowsWithout: 0,
  });
  await record('2051-03-31T21:59:59.999Z');
  await record('2051-03-31T22:00:00Z');
  expect((await places()).slice(3)).toEqual(['2051_03', '2051_04']);
});

test('rows of months here and there get partitions, others stay where they are', async () => {
  await record('2060-05-05T12:00:00Z');
  await record('2053-01-05T12:00:00Z');
  await makePartitions(deps, NOW);
  expect((await places()).slice(5)).toEqual(['2060_05', '2053_01']);
  expect(await stateAt(NOW)).toMatchObject({ rowsWithout: 0 });
  expect(await log.verify(tenantId)).toMatchObject({ ok: true, value: { seq: 7 } });
});

test('several workers at once make each partition once, while others write', async () => {
  const later = Date.parse('2054-01-10T09:00:00Z');
  clock.advance(later - clock.now());
  const event = { tenantId, actor: 'jan', action: 'listen', subject: null, address: null } as const;
  const written = Promise.all(Array.from({ length: 40 }, () => log.recordAll([event])));
  await Promise.all([makePartitions(deps, later), makePartitions(deps, later), makePartitions(deps, later)]);
  await written;
  await makePartitions(deps, later);
  expect(await stateAt(later)).toMatchObject({ coveredUntil: Date.parse('2054-04-30T22:00:00Z'), rowsWithout: 0 });
  expect(await log.verify(tenantId)).toMatchObject({ ok: true, value: { seq: 47 } });
});

test('events are append only in each partition, too', async () => {
  const partitions = new Set(await places());
  expect(partitions.size).toBeGreaterThan(5);
  for (const each of [...partitions, 'default', 'before']) {
    const table = sql.table(`audit_events_${each}`);
    await expect(sql`TRUNCATE ${table}`.execute(db)).rejects.toThrow('append only');
    if (each === 'default' || each === 'before') continue;
    await expect(sql`UPDATE ${table} SET actor = 'eve'`.execute(db)).rejects.toThrow('append only');
    await expect(sql`DELETE FROM ${table}`.execute(db)).rejects.toThrow('append only');
  }
});

test('an old partition is dropped once no row in it must stay', async () => {
  const before = Date.parse('2051-02-28T23:00:00Z');
  const isKept = sql<boolean>`tenant_id = ${tenantId}`;
  // Those that were there before these tests have no row.
  expect(await dropPartitions(deps, { table: 'audit_events', before, isKept })).toBeGreaterThan(0);
  expect(await places()).toContain('2050_12');
  const isNotKept = sql<boolean>`tenant_id <> ${tenantId}`;
  expect(await dropPartitions(deps, { table: 'audit_events', before, isKept: isNotKept })).toBe(1);
  expect(await places()).not.toContain('2050_12');
  expect(await places()).toContain('2051_03');
});

test('a run of retention by command beside the job drops each once', async () => {
  const request = { table: 'audit_events', before: Date.parse('2054-03-31T22:00:00Z'), isKept: sql<boolean>`false` };
  const dropped = await Promise.all([dropPartitions(deps, request), dropPartitions(deps, request)]);
  expect(dropped[0] + dropped[1]).toBeGreaterThan(2);
  expect((await stateAt(Date.parse('2054-04-10T09:00:00Z'))).coveredUntil).toBe(Date.parse('2054-04-30T22:00:00Z'));
});

test('an index of all partitions is built concurrently, and by the next run where one was interrupted', async () => {
  const migration = concurrentIndexes({ audit_events_by_test: 'ON audit_events (actor)' });
  await sql`CREATE INDEX audit_events_by_test ON ONLY audit_events (actor)`.execute(db);
  await migration.up(db);
  await migration.up(db);
  const { rows } =
    await sql`SELECT FROM pg_index WHERE indexrelid = 'audit_events_by_test'::regclass AND indisvalid`.execute(db);
  expect(rows).toHaveLength(1);
});
