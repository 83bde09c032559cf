import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type QueryResult } from 'pg';
import type { TestProject } from 'vitest/node';
import { createLogger } from '../../src/platform/logging.ts';
import { packageFolder, runnableBinaries } from '../../src/platform/postgres/embedded/binaries.ts';
import { initCluster, SUPERUSER } from '../../src/platform/postgres/embedded/cluster.ts';
import { startPostmaster } from '../../src/platform/postgres/embedded/server.ts';
import { accountFor } from '../../src/platform/postgres/embedded/account.ts';
import { migrate } from '../../src/platform/postgres/index.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A migrated database; each test file's database is a clone of it. */
    templateDatabaseUrl: string;
  }
}

/** Faster, because a test database need not survive a power failure. */
const FAST_SETTINGS = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '200' };

/**
 * One PostgreSQL for a test run: the embedded one, or the one of TEST_DATABASE_URL (whose user must be allowed to create
 * databases). Removes its databases and files at the end.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  const server = given === undefined ? await startServer() : { url: given, stop: async () => {} };
  const template = `fonoteka_template_${randomBytes(6).toString('hex')}`;
  await execute(server.url, `CREATE DATABASE ${template} TEMPLATE template0 ENCODING 'UTF8'`);
  const templateDatabaseUrl = onDatabase(server.url, template);
  await migrate(templateDatabaseUrl, createLogger('warn'));
  project.provide('templateDatabaseUrl', templateDatabaseUrl);
  return async () => {
    await execute(server.url, `DROP DATABASE ${template}`);
    await server.stop();
  };
}

/** A PostgreSQL of a test's own. */
export interface TestServer {
  readonly url: string;
  /** Stops it, so that nobody can connect. */
  pause(): Promise<void>;
  /** Starts it again at the same address. */
  resume(): Promise<void>;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
}

export async function startServer(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'fonoteka-postgres-'));
  await chmod(folder, 0o711);
  const cluster = join(folder, 'cluster');
  const account = await accountFor(cluster, folder);
  const binaries = await runnableBinaries({ native: packageFolder(), account, copyFolder: folder });
  const password = randomBytes(16).toString('hex');
  await initCluster({ ...binaries, cluster, account, password, extra: ['--no-sync'] });
  const logFile = join(folder, 'postgres.log');
  const claimFile = join(folder, 'server.lock');
  const options = { ...binaries, cluster, account, claimFile, logFile, settings: FAST_SETTINGS };
  let postmaster = await startPostmaster(options);
  const { port } = postmaster;
  return {
    url: `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`,
    pause: () => postmaster.stop(),
    resume: async () => {
      postmaster = await startPostmaster({ ...options, port });
    },
    stop: async () => {
      await postmaster.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** The address of another database of the same server. */
export function onDatabase(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}

export async function execute(url: string, statement: string): Promise<QueryResult> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}
