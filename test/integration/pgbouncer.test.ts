import { sql } from 'kysely';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { RecordingId } from '../../src/base/ids.ts';
import { withUploadLock } from '../../src/intake/upload/stored-upload.ts';
import { type Job, startJobs } from '../../src/jobs/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { type Database, migrate, PREPARED, readSchemaState } from '../../src/platform/postgres/index.ts';
import { OpenAccess } from '../../src/tenants/index.ts';
import { testDatabase } from '../kit/database.ts';
import { PgBouncer } from '../kit/pgbouncer.ts';
import { execute, onDatabase } from '../kit/postgres-server.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { until } from '../kit/until.ts';

/** Of its migrations (`postgres-adapter.js`). */
const KYSELYS_LOCK = '3853314791062309107';

describe('through PgBouncer in transaction mode', () => {
  const direct = testDatabase();
  let bouncer: PgBouncer;
  let db: Database;

  beforeAll(async () => {
    bouncer = await PgBouncer.before(direct.url);
    db = connect(bouncer.url(), quietLog);
  });
  afterAll(async () => {
    await db.destroy();
    await bouncer.stop();
  });

  test('queries that run often are not prepared: another session would not know them', async () => {
    const transactions = Array.from({ length: 100 }, () => often(db));
    expect(new Set(await Promise.all(transactions))).toEqual(new Set([1]));
  });

  test('the locks of uploads exclude each other', async () => {
    const id = 'f4a1b4c2-6f0e-4a44-8a93-2f6d3f1d0a11' as RecordingId;
    let inside = 0;
    let most = 0;
    const once = () =>
      withUploadLock(db, id, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await sql`SELECT pg_sleep(0.02)`.execute(db);
        inside -= 1;
      });
    await Promise.all([once(), once(), once(), once()]);
    expect(most).toBe(1);
  });

  test('an empty database is migrated, by several at once', async () => {
    const server = onDatabase(inject('templateDatabaseUrl'), 'postgres');
    const name = `fonoteka_bounced_${process.pid}`;
    await execute(server, `CREATE DATABASE ${name} TEMPLATE template0`);
    const url = bouncer.url(onDatabase(server, name));
    // Kysely's own lock belongs to a session, and could be left with one of the pooler's.
    const left = new Client({ connectionString: onDatabase(server, name) });
    await left.connect();
    await left.query(`SELECT pg_advisory_lock(${KYSELYS_LOCK})`);
    await Promise.all([migrate(url, quietLog), migrate(url, quietLog)]);
    await left.end();
    const migrated = connect(url, quietLog);
    expect((await readSchemaState(migrated)).condition).toBe('current');
    await migrated.destroy();
    await execute(server, `DROP DATABASE ${name} WITH (FORCE)`);
  });

  test('jobs run: by notifications of the direct connection', async () => {
    let runs = 0;
    const job: Job = {
      name: 'bounced',
      schedule: { cron: '0 4 * * *', lateAfterMs: 1 },
      run: async () => void (runs += 1),
    };
    const worker = await startJobs({
      db,
      databaseUrl: bouncer.url(),
      listenUrl: direct.url,
      jobs: [job],
      clock: systemClock,
      log: quietLog,
      metrics: createMetrics(),
    });
    await sql`SELECT pg_notify('fonoteka_jobs', 'bounced')`.execute(db);
    await until('the job has run', () => runs === 1);
    await worker.stop();
  });

  test('without a direct connection, what depends on revoked access is checked again and again', async () => {
    const access = new OpenAccess({ clock: systemClock, log: quietLog });
    const unwatch = await access.watch(bouncer.url());
    let isValid = true;
    let ended = false;
    access.add({ keys: ['tenant:x'], isValid: async () => isValid, end: () => void (ended = true) } as never);
    isValid = false;
    await until('it has ended', () => ended);
    await unwatch();
  });
});

/** A query that is prepared elsewhere, after others had their turns. */
function often(db: Database): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    await sql`SELECT pg_sleep(0.01)`.execute(transaction);
    const { rows } = await sql<{ n: number }>`${PREPARED} SELECT ${1}::int AS n`.execute(transaction);
    return rows[0]!.n;
  });
}
