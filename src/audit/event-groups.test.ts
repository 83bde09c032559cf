import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { newId, type TenantId } from '../base/ids.ts';
import { AuditLog } from './index.ts';

const { db } = testDatabase();
const clock = new ManualClock();
const log = new AuditLog(db, clock);
const newTenant = () => newId<TenantId>(clock.now());
const event = { actor: 'jan', action: 'ftp-download', subject: 'a recording', address: '192.0.2.1' } as const;

async function transactionsOf(tenantId: TenantId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(DISTINCT xmin::text) FROM audit_events WHERE tenant_id = ${tenantId}`.execute(db);
  return rows[0]!.count;
}

test('the events of many downloads are added in few transactions, each tenant’s in its chain', async () => {
  const tenants = [newTenant(), newTenant()] as const;
  const downloads = Array.from({ length: 500 }, (_, index) => ({ ...event, subject: `recording ${index}` }));
  await Promise.all(downloads.flatMap((each) => tenants.map((tenantId) => log.record({ ...each, tenantId }))));
  for (const tenantId of tenants) {
    expect(await log.verify(tenantId)).toMatchObject({ ok: true, value: { seq: 500 } });
    // Of at most 200 events each.
    expect(await transactionsOf(tenantId)).toBe(3);
    const { rows } = await sql<{ subject: string }>`
      SELECT subject FROM audit_events WHERE tenant_id = ${tenantId} ORDER BY seq`.execute(db);
    expect(rows.map(({ subject }) => subject)).toEqual(downloads.map(({ subject }) => subject));
  }
});

test('an event is committed when its promise resolves', async () => {
  const tenantId = newTenant();
  await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      await log.record({ ...event, tenantId, subject: String(index) });
      expect((await log.list(tenantId)).some(({ subject }) => subject === String(index))).toBe(true);
    }),
  );
});

test('two processes add to one chain, one after the other and at once', async () => {
  const tenantId = newTenant();
  const other = new AuditLog(db, clock);
  for (let turn = 0; turn < 5; turn++) {
    await log.record({ ...event, tenantId });
    await other.record({ ...event, tenantId });
  }
  const atOnce = Array.from({ length: 40 }, (_, turn) => (turn % 2 ? log : other).record({ ...event, tenantId }));
  await Promise.all(atOnce);
  expect(await log.verify(tenantId)).toMatchObject({ ok: true, value: { seq: 50 } });
});

test('what waits for the chain is added when the transaction that has it locked ends, also when it is rolled back', async () => {
  for (const fails of [false, true]) {
    const tenantId = newTenant();
    await log.record({ ...event, tenantId });
    let waiting: Promise<void>[] = [];
    const change = db.transaction().execute(async (transaction) => {
      await log.record({ ...event, tenantId, action: 'hold-placed' }, transaction);
      waiting = Array.from({ length: 10 }, () => log.record({ ...event, tenantId }));
      if (fails) throw new Error('undone');
    });
    await change.catch(() => undefined);
    await Promise.all(waiting);
    expect(await log.verify(tenantId)).toMatchObject({ ok: true, value: { seq: fails ? 11 : 12 } });
  }
});

test('an event that the database refuses does not take others with it', async () => {
  const tenantId = newTenant();
  const results = await Promise.allSettled(
    ['good', 'nul \0', 'good'].map((subject) => log.record({ ...event, tenantId, subject })),
  );
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await log.verify(tenantId)).toMatchObject({ ok: true, value: { seq: 2 } });
});

test('details and empty fields are kept as they are', async () => {
  const tenantId = newTenant();
  const detail = { day: '2026-03-10', text: 'quote " \\ {a,b} NULL', list: [1, null, true] };
  await Promise.all([
    log.record({ ...event, tenantId, detail }),
    log.record({ ...event, tenantId, subject: null, address: null }),
  ]);
  const [second, first] = await log.list(tenantId);
  expect(first!.detail).toEqual(detail);
  expect(second).toMatchObject({ subject: null, address: null, detail: null });
  expect((await log.verify(tenantId)).ok).toBe(true);
});

test('when the database is away an event fails at once, and the next ones are added when it is back', async () => {
  const tenantId = newTenant();
  await log.record({ ...event, tenantId });
  await sql`ALTER TABLE audit_events RENAME TO audit_events_away`.execute(db);
  const failed = await Promise.allSettled([1, 2, 3].map(() => log.record({ ...event, tenantId })));
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  await sql`ALTER TABLE audit_events_away RENAME TO audit_events`.execute(db);
  await log.record({ ...event, tenantId });
  expect(await log.verify(tenantId)).toMatchObject({ ok: true, value: { seq: 2 } });
});
