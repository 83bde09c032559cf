import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/platform/postgres/index.ts';
import { connectionPool, connectReads, databaseOver } from '../../src/platform/postgres/connect.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { PostgresPair } from '../kit/postgres-pair.ts';
import { execute } from '../kit/postgres-server.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { until } from '../kit/until.ts';

const metrics = createMetrics();
let pair: PostgresPair;
let db: Database;
let reads: Database;

beforeAll(async () => {
  pair = await PostgresPair.start();
  await execute(pair.primary.url, 'CREATE TABLE kept (n int)');
  const primary = connectionPool(pair.url(), quietLog);
  db = databaseOver(primary);
  const url = pair.url('postgres', 'target_session_attrs=standby');
  reads = connectReads(primary, { url, log: quietLog, metrics });
});
afterAll(async () => {
  await reads.destroy();
  await db.destroy();
  pair.remove();
});

const insert = (n: number) => sql`INSERT INTO kept VALUES (${n})`.execute(db);

interface Read {
  readonly newest: number;
  readonly standby: boolean;
}

async function read(from: Database = reads): Promise<Read> {
  const { rows } = await sql<Read>`
    SELECT (SELECT max(n) FROM kept) AS newest, pg_is_in_recovery() AS standby`.execute(from);
  return rows[0]!;
}

/** From the metric. */
async function counted(answered: string): Promise<number> {
  const { values } = await metrics.getSingleMetric('fonoteka_database_reads_total')!.get();
  return values.find(({ labels }) => labels['answered'] === answered)?.value ?? 0;
}

test('what was written before is always read, from the replica as soon as it has it', async () => {
  for (let n = 1; n <= 30; n += 1) {
    await insert(n);
    expect((await read()).newest).toBe(n);
  }
  await until('the replica answers', async () => (await read()).standby);
  expect(await counted('replica')).toBeGreaterThan(0);
});

test('a replica that is behind is passed over', async () => {
  await execute(pair.standby.url, 'SELECT pg_wal_replay_pause()');
  await insert(100);
  expect(await read()).toEqual({ newest: 100, standby: false });
  expect(await counted('primary-behind')).toBeGreaterThan(0);
  await execute(pair.standby.url, 'SELECT pg_wal_replay_resume()');
  await until('the replica answers again', async () => (await read()).standby);
});

test('a replica that is away is passed over, and used again when it is back', async () => {
  pair.standby.kill();
  await insert(200);
  expect(await read()).toEqual({ newest: 200, standby: false });
  expect(await counted('primary-away')).toBeGreaterThan(0);
  pair.standby.start();
  await until('the replica answers again', async () => (await read()).standby);
  expect((await read()).newest).toBe(200);
});

test('several statements of one transaction see one state', async () => {
  await until('the replica answers', async () => (await read()).standby);
  const results = await reads
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (transaction) => {
      const before = await read(transaction);
      await insert(300);
      return [before.newest, (await read(transaction)).newest];
    });
  expect(results).toEqual([200, 200]);
});

test('without a primary nothing is read: nobody knows what is current', async () => {
  pair.primary.stop('immediate');
  await expect(read()).rejects.toMatchObject({ code: 'database-unreachable' });
  pair.primary.start();
  await until('it is read again', () =>
    read().then(
      () => true,
      () => false,
    ),
  );
});
