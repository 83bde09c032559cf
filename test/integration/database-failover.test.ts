import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/platform/postgres/index.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { PostgresPair } from '../kit/postgres-pair.ts';
import { execute } from '../kit/postgres-server.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { until } from '../kit/until.ts';

let pair: PostgresPair;
let db: Database;

beforeAll(async () => {
  pair = await PostgresPair.start();
  await execute(pair.primary.url, 'CREATE TABLE kept (n int)');
  db = connect(pair.url(), quietLog);
});
afterAll(async () => {
  await db.destroy();
  pair.remove();
});

const insert = (n: number) => sql`INSERT INTO kept VALUES (${n})`.execute(db);
const port = async (): Promise<number> => {
  const { rows } = await sql<{ port: number }>`SELECT inet_server_port() AS port`.execute(db);
  return rows[0]!.port;
};
const works = (): Promise<boolean> =>
  insert(0).then(
    () => true,
    () => false,
  );

test('of two servers the primary is used, and after a failover the other one', async () => {
  await Promise.all([insert(1), insert(1), insert(1)]);
  expect(await port()).toBe(pair.primary.port);
  await pair.caughtUp();
  pair.primary.kill();
  await expect(insert(2)).rejects.toMatchObject({ code: 'database-unreachable' });
  pair.promote();
  await until('the new primary is found', works);
  expect(await port()).toBe(pair.primary.port);
  const { rows } = await sql`SELECT count(*)::int AS n FROM kept WHERE n = 1`.execute(db);
  expect(rows).toEqual([{ n: 3 }]);
  await pair.rejoin();
});

test('queries to a server that is frozen end, and those after it find the new primary', async () => {
  await insert(3);
  const frozen = pair.primary;
  frozen.freeze();
  // Both the one that waits for an answer and those that want a connection meanwhile.
  const waiting = await Promise.allSettled([insert(4), insert(4)]);
  expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(insert(4)).rejects.toMatchObject({ code: 'database-unreachable' });
  pair.promote();
  await until('the new primary is found', works);
  expect(await port()).toBe(pair.primary.port);
  // It still takes itself for the primary, but it was replaced: nobody goes back to it.
  frozen.thaw();
  pair.primary.stop();
  await expect(insert(5)).rejects.toMatchObject({ code: 'database-unreachable' });
  await expect(insert(5)).rejects.toThrow('was replaced by a later primary');
  pair.primary.start();
  await until('the primary is found again', works);
  expect(await port()).toBe(pair.primary.port);
  frozen.kill();
  await pair.rejoin();
});

test('a connection whose server becomes read-only is not used again', async () => {
  await insert(6);
  await execute(pair.primary.url, `ALTER DATABASE postgres SET default_transaction_read_only = on`);
  await sql`SET default_transaction_read_only = on`.execute(db);
  await expect(insert(7)).rejects.toMatchObject({ code: 'database-unreachable' });
  await expect(insert(7)).rejects.toThrow('is not read-write');
  await execute(
    `${pair.primary.url}?options=-c%20default_transaction_read_only%3Doff`,
    `ALTER DATABASE postgres RESET default_transaction_read_only`,
  );
  await until('it can be written again', works);
});

test('with a host that is not there and a name that does not exist, the primary is found all the same', async () => {
  const hosts = `192.0.2.1:5432,no-such-host.invalid,${pair.primary.address}:${pair.primary.port}`;
  const other = connect(`postgres://fonoteka@${hosts}/postgres?target_session_attrs=primary`, quietLog);
  await sql`SELECT 1`.execute(other);
  await other.destroy();
});

test('standbys are found by the same address', async () => {
  for (const wanted of ['standby', 'read-only', 'prefer-standby']) {
    const standby = connect(pair.url('postgres', `target_session_attrs=${wanted}`), quietLog);
    const { rows } = await sql`SELECT pg_is_in_recovery() AS standby`.execute(standby);
    expect(rows).toEqual([{ standby: true }]);
    await standby.destroy();
  }
});
