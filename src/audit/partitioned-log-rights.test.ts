import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { newId, type TenantId } from '../base/ids.ts';
import { type Database, dropPartitions, makePartitions, partitionStates } from '../platform/postgres/index.ts';
import { AuditLog } from './index.ts';

const { db } = testDatabase();
const NOW = Date.parse('2051-03-10T09:00:00Z');
/** A role of each PostgreSQL that may nothing with our tables. */
const WORKER = sql.id('pg_monitor');

/** As `migrate` by an owner that is not this user would have made all of it. */
async function giveToWorker(): Promise<void> {
  await sql`GRANT CREATE ON SCHEMA public TO ${WORKER}`.execute(db);
  const { rows } = await sql<{ table: string }>`
    SELECT relid::text AS table FROM pg_partition_tree('audit_events')`.execute(db);
  for (const { table } of rows) await sql`ALTER TABLE ${sql.table(table)} OWNER TO ${WORKER}`.execute(db);
}

/** As the worker's database user, where another one migrates. */
function asWorker<T>(action: (connection: Database) => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    await sql`SET ROLE ${WORKER}`.execute(connection);
    try {
      return await action(connection);
    } finally {
      await sql`RESET ROLE`.execute(connection);
    }
  });
}

async function record(at: number): Promise<void> {
  const event = {
    tenantId: newId<TenantId>(at),
    actor: 'jan',
    action: 'listen',
    subject: null,
    address: null,
  } as const;
  await new AuditLog(db, new ManualClock(at)).record(event);
}

test('a worker that does not own the table leaves the months to migrate, and still sees how far they are', async () => {
  await sql`GRANT SELECT, INSERT ON audit_events, audit_events_default TO ${WORKER}`.execute(db);
  await record(NOW);
  // Replaces the default partition.
  await makePartitions({ db, log: quietLog }, NOW);
  const later = Date.parse('2051-05-10T09:00:00Z');
  await asWorker(async (connection) => {
    await makePartitions({ db: connection, log: quietLog }, later);
    expect(await partitionStates(connection, later)).toEqual([
      { table: 'audit_events', coveredUntil: Date.parse('2051-06-30T22:00:00Z'), rowsWithout: 0 },
    ]);
  });
});

test('a worker that owns the table drops the months that another user has made', async () => {
  await giveToWorker();
  const at = Date.parse('2052-03-10T09:00:00Z');
  await makePartitions({ db, log: quietLog }, at);
  await asWorker(async (connection) => {
    const isKept = sql<boolean>`at < ${new Date(at)}`;
    const request = { table: 'audit_events', before: Date.parse('2052-04-30T22:00:00Z'), isKept };
    // March and April of 2052, and the four of 2051 but the one with an event.
    expect(await dropPartitions({ db: connection, log: quietLog }, request)).toBeGreaterThan(1);
    expect(await partitionStates(connection, at)).toMatchObject([{ coveredUntil: at }]);
  });
});
