import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { execute, onDatabase } from '../../../test/kit/postgres-server.ts';
import { quietLog } from '../../../test/kit/quiet-log.ts';
import { until } from '../../../test/kit/until.ts';
import type { AppError } from '../../base/errors.ts';
import { systemClock } from '../clock.ts';
import { createLogger } from '../logging.ts';
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
    const empty = { ...common, url: onDatabase(server, name), as: 'service' } as const;
    const folders = [1, 2, 3, 4].map((number) => join(dataFolder, `service-${number}`));
    for (const folder of folders) await mkdir(folder);
    const opened = await Promise.all(folders.map((folder) => openDatabase({ ...empty, dataFolder: folder })));
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

  test('a command does not wait for a database that does not answer', async () => {
    const opening = openDatabase({ ...common, url: await closedUrl(), dataFolder, as: 'command' });
    await expect(opening).rejects.toMatchObject({ code: 'database-unreachable' });
  });

  describe('a service whose database is late', () => {
    afterEach(async () => {
      // The data folder is unlocked, whatever became of the start.
      await (await openDatabase({ ...common, url, dataFolder, as: 'service' })).close();
    });

    test('waits for it, and says so', async () => {
      const { clock, logged, opening, port } = await startLate();
      expect(logged.join()).toContain('database: not there yet; trying again');
      const proxy = createServer((socket) => {
        const server = connect(Number(new URL(url).port), '127.0.0.1');
        socket.pipe(server).pipe(socket);
      }).listen(port, '127.0.0.1');
      await once(proxy, 'listening');
      clock.advance(60_000);
      await (await opening).close();
      proxy.close();
    });

    test('gives up after ten minutes', async () => {
      const { clock, opening } = await startLate();
      const outcome = opening.then(
        () => 'opened',
        (error: unknown) => (error as AppError).code,
      );
      clock.advance(10 * 60_000);
      expect(await outcome).toBe('database-unreachable');
    });

    test('stops waiting when the signal aborts', async () => {
      const { stopping, opening } = await startLate();
      stopping.abort();
      await expect(opening).rejects.toBe(stopping.signal.reason);
    });
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

/** A service whose database does not answer yet. */
async function startLate() {
  const clock = new ManualClock();
  const address = new URL(await closedUrl());
  const logged: string[] = [];
  const log = createLogger('warn', new Writable({ write: (line, _, done) => done(void logged.push(String(line))) }));
  const stopping = new AbortController();
  const late = Object.assign(new URL(url), { port: address.port }).href;
  const opening = openDatabase({ clock, log, url: late, dataFolder, as: 'service', signal: stopping.signal });
  opening.catch(() => {});
  await until('it waits', () => clock.pending === 1);
  return { clock, logged, stopping, opening, port: Number(address.port) };
}

/** An address at which nothing listens. */
async function closedUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return `postgres://x:y@127.0.0.1:${port}/z`;
}
