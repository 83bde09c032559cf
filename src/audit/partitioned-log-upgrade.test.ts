import { type Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import { MIGRATIONS } from '../../migrations/index.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { newId, type TenantId } from '../base/ids.ts';
import { systemClock } from '../platform/clock.ts';
import { migrate } from '../platform/postgres/index.ts';
import { AuditLog } from './index.ts';

const LAST_OF_RELEASE_BEFORE = '0064-file-credentials';
const BY_MONTH = Object.keys(MIGRATIONS).find((name) => name.endsWith('audit-events-by-month'))!;
const { db, url } = testDatabase({ empty: true });
const upTo = (last: string) => Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name <= last));

const event = (tenantId: TenantId) =>
  ({ tenantId, actor: 'jan', action: 'listen', subject: null, address: null }) as const;

let scans = -1;
/** The migration, and how often it has read the table's rows. */
async function countingScans(transaction: Kysely<unknown>): Promise<void> {
  const before = await scansOf(transaction, 'audit_events');
  await MIGRATIONS[BY_MONTH]!.up(transaction);
  scans = (await scansOf(transaction, 'audit_events_before')) - before;
}

/** Counted for the connection. */
async function scansOf(transaction: Kysely<unknown>, table: string): Promise<number> {
  const { rows } = await sql<{ scans: number }>`
    SELECT pg_stat_get_xact_numscans(${table}::regclass)::int AS scans`.execute(transaction);
  return rows[0]!.scans;
}

/** As the release before deletes events that were cut. */
const deleteAsBefore = (tenantId: TenantId) =>
  sql`
  DELETE FROM audit_events WHERE id IN (
    SELECT id FROM audit_events WHERE coalesce(tenant_id, '00000000-0000-0000-0000-000000000000') = ${tenantId}
      AND seq <= (SELECT cut_seq FROM audit_chains WHERE chain = ${tenantId}) ORDER BY seq LIMIT 5000)
  RETURNING id`.execute(db);

test('the audit log is partitioned while the release before writes to it: nothing fails, is lost, scanned or copied', async () => {
  await migrate(url, quietLog, { migrations: upTo(LAST_OF_RELEASE_BEFORE) });
  const log = new AuditLog(db, systemClock);
  const tenants = Array.from({ length: 4 }, () => newId<TenantId>(Date.now()));
  await sql`GRANT SELECT, INSERT ON audit_events TO PUBLIC`.execute(db);
  for (const tenant of tenants) await log.recordAll(Array.from({ length: 500 }, () => event(tenant)));
  const fileBefore = await fileOf('audit_events');

  const migration = { done: false };
  const writing = tenants.map(async (tenant) => {
    let written = 500;
    for (; !migration.done || written % 10 !== 0; written += 1) await log.record(event(tenant));
    return written;
  });
  await migrate(url, quietLog, { migrations: { ...MIGRATIONS, [BY_MONTH]: { up: countingScans } } });
  migration.done = true;
  const counts = await Promise.all(writing);

  expect(scans).toBe(0);
  expect(await fileOf('audit_events_before')).toBe(fileBefore);
  for (const [at, tenant] of tenants.entries()) {
    expect(await log.verify(tenant)).toMatchObject({ ok: true, value: { seq: counts[at]! } });
    expect((await log.list(tenant, { limit: 1 }))[0]!.seq).toBe(counts[at]!);
  }
  await otherUserInserts();
  const [first] = tenants as [TenantId];
  await log.cut(first, { before: Date.now() + 1, neededSubjects: [] });
  expect((await deleteAsBefore(first)).rows).toHaveLength(counts[0]!);
  expect(await log.verify(first)).toMatchObject({ ok: true, value: { seq: counts[0]! + 1, cut: counts[0]! } });
});

/** A database user that only has what was granted on the table of before. */
async function otherUserInserts(): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`SET LOCAL ROLE pg_monitor`.execute(transaction);
    await sql`INSERT INTO audit_events (at, actor, action) VALUES (now(), 'a', 'b')`.execute(transaction);
    const { rows } = await sql`SELECT FROM audit_events WHERE actor = 'a'`.execute(transaction);
    expect(rows).toHaveLength(1);
  });
}

async function fileOf(table: string): Promise<string> {
  const { rows } = await sql<{ file: string }>`SELECT pg_relation_filepath(${table}::regclass) AS file`.execute(db);
  return rows[0]!.file;
}
