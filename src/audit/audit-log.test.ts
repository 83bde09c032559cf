import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { capturingQueries } from '../../test/kit/captured-queries.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { newId, type TenantId } from '../base/ids.ts';
import { AuditLog } from './index.ts';

const { db } = testDatabase();
const clock = new ManualClock();
const log = new AuditLog(db, clock);
const newTenant = () => newId<TenantId>(clock.now());
const [ours, theirs] = [newTenant(), newTenant()];
const event = { actor: 'jan', action: 'listen', subject: 'a recording', address: '192.0.2.1' } as const;

test('lists each tenant’s own events, newest first, page by page', async () => {
  await log.record({ ...event, tenantId: ours });
  clock.advance(1000);
  await log.record({ ...event, tenantId: theirs, action: 'download' });
  await log.record({ ...event, tenantId: ours, action: 'ftp-download', detail: { bytes: 12 } });
  const [newest] = await log.list(ours, { limit: 1 });
  expect(newest).toMatchObject({
    action: 'ftp-download',
    at: clock.now(),
    actor: 'jan',
    tenantId: ours,
    seq: 2,
    detail: { bytes: 12 },
  });
  const older = await log.list(ours, { before: newest!.seq });
  expect(older.map(({ action, at, detail }) => [action, at, detail])).toEqual([['listen', clock.now() - 1000, null]]);
});

test('an event is rolled back with its transaction, and the next event takes its place', async () => {
  const tenantId = newTenant();
  const undone = db.transaction().execute(async (transaction) => {
    await log.record({ ...event, tenantId }, transaction);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await log.list(tenantId)).toEqual([]);
  await log.record({ ...event, tenantId });
  expect((await log.list(tenantId))[0]!.seq).toBe(1);
});

test('concurrent events of one tenant are chained one after the other', async () => {
  const tenantId = newTenant();
  const EVENTS = 100;
  const record = () => log.record({ ...event, tenantId });
  const many = () => log.recordAll([event, event].map((each) => ({ ...each, tenantId })));
  await Promise.all(Array.from({ length: EVENTS }, (_, turn) => (turn % 2 === 0 ? record() : many())));
  const verified = await log.verify(tenantId);
  expect(verified).toMatchObject({ ok: true, value: { seq: EVENTS * 1.5 } });
});

test('a tenant’s open transaction does not block other tenants', async () => {
  const [slow, quick] = [newTenant(), newTenant()];
  await db.transaction().execute(async (transaction) => {
    await log.record({ ...event, tenantId: slow }, transaction);
    await log.record({ ...event, tenantId: quick });
  });
  expect(await log.verify(slow)).toMatchObject({ ok: true, value: { seq: 1 } });
  expect(await log.verify(quick)).toMatchObject({ ok: true, value: { seq: 1 } });
});

test('many events of several tenants in one transaction keep their order; nobody waits for each other', async () => {
  const tenants = [newTenant(), newTenant(), newTenant()];
  const ROUNDS = 1500;
  const events = Array.from({ length: ROUNDS }, (_, round) =>
    tenants.map((tenantId) => ({ ...event, tenantId, subject: String(round) })),
  ).flat();
  await Promise.all([log.recordAll(events), log.recordAll(events.toReversed())]);
  for (const tenantId of tenants) {
    expect(await log.verify(tenantId)).toMatchObject({ ok: true, value: { seq: 2 * ROUNDS } });
    const subjects = (await log.list(tenantId, { limit: 3 })).map(({ subject }) => Number(subject));
    expect(subjects[1]! - subjects[0]!).toBe(subjects[2]! - subjects[1]!);
  }
});

test('an operator’s event is in the operator’s own log', async () => {
  await log.record({ ...event, tenantId: null, action: 'source-added' });
  expect(await log.verify(null)).toMatchObject({ ok: true, value: { seq: 1 } });
  expect(await log.chains()).toEqual(expect.arrayContaining([null, ours, theirs]));
});

test.each(['UPDATE audit_events SET actor = NULL', 'DELETE FROM audit_events', 'TRUNCATE audit_events'])(
  'the database refuses: %s',
  async (statement) => {
    await expect(sql.raw(statement).execute(db)).rejects.toThrow('append only');
  },
);

test('events are found by who, what, when and about what, in the own chain, page by page', async () => {
  const [own, other] = [newTenant(), newTenant()];
  const start = clock.now();
  const day = 86_400_000;
  for (let index = 0; index < 12; index++) {
    const done = {
      actor: index % 2 === 0 ? 'jan' : 'anna',
      action: (['listen', 'download', 'sign-in'] as const)[index % 3]!,
      subject: index % 4 === 0 ? 'r-0' : null,
      address: null,
    };
    await log.record({ ...done, tenantId: own });
    await log.record({ ...done, tenantId: other });
    clock.advance(day);
  }
  const found = async (page: Parameters<AuditLog['list']>[1]) => (await log.list(own, page)).map(({ seq }) => seq);
  expect(await found({ actor: 'anna' })).toEqual([12, 10, 8, 6, 4, 2]);
  expect(await found({ actions: ['listen', 'download', 'listen'] })).toEqual([11, 10, 8, 7, 5, 4, 2, 1]);
  expect(await found({ actions: ['listen', 'download'], before: 8, limit: 2 })).toEqual([7, 5]);
  expect(await found({ actions: ['listen'], actor: 'jan' })).toEqual([7, 1]);
  expect(await found({ subject: 'r-0' })).toEqual([9, 5, 1]);
  expect(await found({ from: start + 3 * day, until: start + 6 * day })).toEqual([6, 5, 4]);
  expect(await found({ actions: ['sign-in'], from: start + 3 * day, until: start + 6 * day })).toEqual([6]);
  expect(await found({ actions: [] })).toEqual([]);
});

test('whatever is asked for, the log of months is read by an index', async () => {
  const tenant = newTenant();
  await sql`INSERT INTO audit_events (tenant_id, at, actor, action, subject, seq, previous_hash, hash)
    SELECT ${tenant}::uuid, ${new Date(clock.now())}::timestamptz + n * interval '1 minute', 'user ' || n % 500, 'action ' || n % 300, 's' || n, n, '', ''
    FROM generate_series(1, 40000) AS n`.execute(db);
  await sql`ANALYZE audit_events`.execute(db);
  const watched = capturingQueries(db);
  const watching = new AuditLog(watched.db, clock);
  for (const page of [
    { actor: 'user 7' },
    { actions: ['action 7', 'action 8'] },
    { subject: 's77' },
    { from: clock.now(), until: clock.now() + 3_600_000 },
  ]) {
    expect((await watching.list(tenant, { ...page, limit: 50 })).length, JSON.stringify(page)).toBeGreaterThan(0);
    for (const query of watched.taken()) {
      const { rows } = await db.executeQuery<{ 'QUERY PLAN': string }>({
        ...query,
        sql: `EXPLAIN ANALYZE ${query.sql}`,
      });
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan, JSON.stringify(page)).not.toMatch(/Seq Scan on audit_events_before/);
      expect(plan).not.toMatch(/Rows Removed by Filter: \d{4}/);
    }
  }
});
