import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { execute, onDatabase } from '../../../test/kit/postgres-server.ts';
import { quietLog } from '../../../test/kit/quiet-log.ts';
import { systemClock } from '../clock.ts';
import { openDatabase } from './index.ts';

const { db, url } = testDatabase();
const common = { clock: systemClock, log: quietLog } as const;
let dataFolder: string;

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'fonoteka-open-'));
});

afterAll(() => rm(dataFolder, { recursive: true }));

describe('openDatabase by address', () => {
  test('processes that start together migrate an empty database once', async () => {
    const server = onDatabase(inject('templateDatabaseUrl'), 'postgres');
    const name = `fonoteka_empty_${process.pid}`;
    await execute(server, `CREATE DATABASE ${name} TEMPLATE template0`);
    const empty = { ...common, url: onDatabase(server, name), dataFolder, as: 'command' } as const;
    const opened = await Promise.all([1, 2, 3, 4].map(() => openDatabase(empty)));
    for (const database of opened) {
      expect(await database.db.selectFrom('plans').select('name').execute()).toHaveLength(4);
      await database.close();
    }
    await execute(server, `DROP DATABASE ${name}`);
  });

  test('a service locks its data folder, a command does not', async () => {
    const service = await openDatabase({ ...common, url, dataFolder, as: 'service' });
    await expect(openDatabase({ ...common, url, dataFolder, as: 'service' })).rejects.toMatchObject({
      code: 'data-folder-in-use',
    });
    const command = await openDatabase({ ...common, url, dataFolder, as: 'command' });
    await command.close();
    await service.close();
    await (await openDatabase({ ...common, url, dataFolder, as: 'service' })).close();
  });

  test('a database that does not answer is unreachable, and the data folder is unlocked', async () => {
    const port = await closedPort();
    const opening = openDatabase({ ...common, url: `postgres://x:y@127.0.0.1:${port}/z`, dataFolder, as: 'service' });
    await expect(opening).rejects.toMatchObject({ code: 'database-unreachable' });
    await (await openDatabase({ ...common, url, dataFolder, as: 'service' })).close();
  });

  test.each([
    ['a database', onDatabase(url, 'no_such_database')],
    ['a user', Object.assign(new URL(url), { username: 'nobody_known' }).href],
  ])('%s that does not exist is unreachable, too', async (_, wrong) => {
    const opening = openDatabase({ ...common, url: wrong, dataFolder, as: 'command' });
    await expect(opening).rejects.toMatchObject({ code: 'database-unreachable' });
  });
});

describe('queries', () => {
  test('int8 is a number, or an error if it would lose digits', async () => {
    const { rows } = await sql<{ n: number }>`SELECT 9007199254740991::int8 AS n`.execute(db);
    expect(rows).toEqual([{ n: Number.MAX_SAFE_INTEGER }]);
    await expect(sql`SELECT 9007199254740993::int8`.execute(db)).rejects.toThrow('exact range');
  });

  test('a date is a string, an instant is a Date', async () => {
    const { rows } = await sql`SELECT '2026-03-29'::date AS day, '2026-03-29T01:00:00+02'::timestamptz AS at`.execute(
      db,
    );
    expect(rows).toEqual([{ day: '2026-03-29', at: new Date('2026-03-28T23:00:00Z') }]);
  });

  test('a connection closed by the server is `database-unreachable`; the next query opens a new one', async () => {
    const cut = sql`SELECT pg_terminate_backend(pg_backend_pid())`.execute(db);
    await expect(cut).rejects.toMatchObject({ code: 'database-unreachable' });
    await expect(sql`SELECT 1`.execute(db)).resolves.toBeDefined();
  });

  test('an error in a query is not translated', async () => {
    await expect(sql`SELECT nothing`.execute(db)).rejects.toMatchObject({ code: '42703' });
  });
});

function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
