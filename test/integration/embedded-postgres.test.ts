import { spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { type OpenDatabase, openDatabase } from '../../src/platform/postgres/index.ts';
import { type DatabaseProcess, type ProcessOptions, startDatabaseProcess } from '../kit/database-process.ts';
import { execute } from '../kit/postgres-server.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { until } from '../kit/until.ts';

const service = { url: '', as: 'service', clock: systemClock, log: quietLog } as const;
const AM_ROOT = process.getuid?.() === 0;
/** Debian's unprivileged user, on every machine. */
const NOBODY = { uid: 65_534, gid: 65_534 };

/** A data folder with a closed database: creating a cluster takes a second, copying one is faster. */
let usedBefore: string;
let parent: string;
/** A copy of `usedBefore` in `parent`. */
let dataFolder: string;
let opened: OpenDatabase[];
let processes: DatabaseProcess[];

beforeAll(async () => {
  usedBefore = await mkdtemp(join(tmpdir(), 'fonoteka-embedded-'));
  const first = await openDatabase({ ...service, dataFolder: usedBefore });
  await first.close();
});

afterAll(() => rm(usedBefore, { recursive: true }));

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'fonoteka-embedded-'));
  await chmod(parent, 0o755);
  dataFolder = join(parent, 'data');
  spawnSync('cp', ['-a', usedBefore, dataFolder]);
  [opened, processes] = [[], []];
});

afterEach(async () => {
  for (const process of processes) await process.close();
  for (const database of opened.reverse()) await database.close();
  await rm(parent, { recursive: true });
});

async function open(as: 'service' | 'command', folder = dataFolder): Promise<OpenDatabase> {
  const database = await openDatabase({ ...service, as, dataFolder: folder });
  opened.push(database);
  return database;
}

async function closeLast(): Promise<void> {
  await opened.pop()!.close();
}

function start(options: Partial<ProcessOptions> = {}): DatabaseProcess {
  const process = startDatabaseProcess({ dataFolder, as: 'service', ...options });
  processes.push(process);
  return process;
}

async function postmasterPid(cluster = join(dataFolder, 'database', 'cluster')): Promise<number> {
  return Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function isRunning(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') X');
  return !/\) [ZX]/.test(state);
}

describe('several processes on one data folder', () => {
  test('a command works beside the service, on the service’s database', async () => {
    const service = start();
    const url = await service.outcome;
    const command = await open('command');
    expect(command.url).toBe(url);
    await closeLast();
    expect((await execute(url, 'SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('a second service is refused', async () => {
    await start().outcome;
    await expect(open('service')).rejects.toMatchObject({ code: 'data-folder-in-use' });
    expect(await start().outcome).toBe('data-folder-in-use');
  });

  test('a service waits for a command that runs the database, then starts it', async () => {
    await open('command');
    const service = start();
    const url = service.outcome;
    const before = await postmasterPid();
    expect(await Promise.race([url, execute(opened[0]!.url, 'SELECT pg_sleep(0.3)').then(() => 'waits')])).toBe(
      'waits',
    );
    await closeLast();
    expect(await url).toMatch(/^postgres:/);
    expect(await postmasterPid()).not.toBe(before);
  });

  test('commands started together run one after the other; the last one leaves nothing running', async () => {
    const commands = [1, 2, 3].map(() => start({ as: 'command' }));
    const outcomes = commands.map(async (command) => {
      const outcome = await command.outcome;
      await command.close();
      return outcome;
    });
    for (const outcome of await Promise.all(outcomes)) expect(outcome).toMatch(/^postgres:/);
    await expect(postmasterPid()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('after crashes', () => {
  test('after kill -9 the old server is stopped, a new one is started, and no row is lost', async () => {
    const service = start();
    const url = await service.outcome;
    await execute(url, `INSERT INTO plans VALUES ('Nowy', true)`);
    const orphan = await postmasterPid();
    await service.kill();
    expect(await isRunning(orphan)).toBe(true);
    const { db } = await open('service');
    expect(await isRunning(orphan)).toBe(false);
    expect(await db.selectFrom('plans').select('name').where('name', '=', 'Nowy').execute()).toHaveLength(1);
  });

  test('a foreign process whose pid is in postmaster.pid is left alone', async () => {
    spawnSync('cp', ['-a', usedBefore, join(parent, 'other')]);
    const other = start({ dataFolder: join(parent, 'other') });
    await other.outcome;
    const otherPid = await postmasterPid(join(parent, 'other', 'database', 'cluster'));
    const lock = join(dataFolder, 'database', 'cluster', 'postmaster.pid');
    await writeFile(lock, `${otherPid}\n${dirname(lock)}\n`);
    // It is not of our last server, so it is left for PostgreSQL to judge.
    await expect(open('service')).rejects.toMatchObject({ message: expect.stringContaining('already exists') });
    // It is, as after the end of a container whose pids now belong to other programs.
    await writeFile(join(dataFolder, 'database', 'server.lock'), `${otherPid}\nhost\n`);
    await open('service');
    expect(await isRunning(otherPid)).toBe(true);
  });

  test('a killed server is restarted at the same address', async () => {
    const { db, url } = await open('service');
    const killed = await postmasterPid();
    process.kill(killed, 'SIGKILL');
    // A connection that is open may answer until its process notices that its server has gone.
    await until('another server runs', async () => (await postmasterPid().catch(() => killed)) !== killed);
    const version = () => db.selectFrom('directory_version').select('version').execute();
    await expect.poll(() => version().catch(() => null), { timeout: 30_000 }).toHaveLength(1);
    expect(opened[0]!.url).toBe(url);
  });

  test('an interrupted first start begins again', async () => {
    const database = join(parent, 'begun', 'database');
    await mkdir(join(database, 'cluster.new'), { recursive: true });
    await writeFile(join(database, 'cluster.new', 'half'), '');
    await writeFile(join(database, 'password'), 'of the unfinished cluster');
    const { db } = await open('service', dirname(database));
    expect(await db.selectFrom('plans').select('name').execute()).not.toEqual([]);
    expect(await readdir(database)).not.toContain('cluster.new');
  });

  test('the error says why the database cannot start', async () => {
    await writeFile(join(dataFolder, 'database', 'cluster', 'PG_VERSION'), '9\n');
    await expect(open('service')).rejects.toMatchObject({
      code: 'database-cannot-start',
      message: expect.stringContaining('incompatible'),
    });
    await rm(join(dataFolder, 'database', 'password'));
    await expect(open('service')).rejects.toMatchObject({ code: 'database-cannot-start' });
  });
});

describe('secrets', () => {
  test('only the owner can read the password and the address, and the log has no data', async () => {
    const { url } = await open('service');
    await execute(url, `INSERT INTO plans VALUES ('+48221234567', true), ('+48221234567', true)`).catch(() => {});
    for (const file of ['password', 'address', 'postgres.log']) {
      expect((await stat(join(dataFolder, 'database', file))).mode & 0o777).toBe(0o600);
    }
    expect(await readFile(join(dataFolder, 'database', 'postgres.log'), 'utf8')).not.toContain('48221234567');
    await expect(execute(url.replace(/:[^:@]+@/, ':guess@'), 'SELECT 1')).rejects.toThrow('password');
  });

  test('the cluster does not depend on the locale of the machine', async () => {
    const { db } = await open('service');
    const { rows } = await sql`SELECT datcollate, datlocale, pg_encoding_to_char(encoding) AS encoding
      FROM pg_database WHERE datname = current_database()`.execute(db);
    expect(rows).toEqual([{ datcollate: 'C', datlocale: 'C.UTF-8', encoding: 'UTF8' }]);
  });
});

describe.runIf(AM_ROOT)('as root', () => {
  test('the server runs as an ordinary user, in a data folder closed to others', async () => {
    await chown(dataFolder, 0, 0);
    await chmod(dataFolder, 0o700);
    await open('service');
    const { uid } = await stat(`/proc/${await postmasterPid()}`);
    expect(uid).not.toBe(0);
    expect((await stat(dataFolder)).mode & 0o777).toBe(0o710);
  });

  test('the cluster of a data folder that others cannot reach is elsewhere', async () => {
    await chmod(parent, 0o700);
    const closed = join(parent, 'closed');
    await open('service', closed);
    const cluster = (await readFile(join(closed, 'database', 'location'), 'utf8')).trim();
    try {
      expect(cluster.startsWith(parent)).toBe(false);
      const pid = await postmasterPid(cluster);
      await closeLast();
      await open('service', closed);
      expect(await postmasterPid(cluster)).not.toBe(pid);
      expect(await readdir(join(closed, 'database'))).not.toContain('cluster');
      await closeLast();
    } finally {
      await rm(dirname(cluster), { recursive: true });
    }
  });

  test('on an ordinary user’s data folder, commands of root leave it to that user', async () => {
    await rm(dataFolder, { recursive: true });
    await mkdir(dataFolder, { mode: 0o700 });
    await chown(dataFolder, NOBODY.uid, NOBODY.gid);
    await open('command');
    await closeLast();
    const service = start({ account: NOBODY });
    const url = await service.outcome;
    expect(url).toMatch(/^postgres:/);
    expect((await stat(`/proc/${await postmasterPid()}`)).uid).toBe(NOBODY.uid);
    expect((await open('command')).url).toBe(url);
    await closeLast();
    await service.close();
    await open('command');
    await closeLast();
    expect(await start({ account: NOBODY }).outcome).toMatch(/^postgres:/);
  });

  test('nothing in the data folder is open to others', async () => {
    await open('service');
    const { stdout } = spawnSync('find', [dataFolder, '-perm', '/o+rwx', '-not', '-type', 'l'], { encoding: 'utf8' });
    expect(stdout).toBe('');
  });
});
