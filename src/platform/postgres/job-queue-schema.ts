import { sql } from 'kysely';
import type { DatabaseOptions } from 'pg-boss';
import pgBoss from 'pg-boss/package.json' with { type: 'json' };
import type { Logger } from '../logging.ts';
import { IDLE_TIMEOUT_MS, QUERY_TIMEOUT_MS } from './connect.ts';
import type { Database } from './database.ts';
import { DatabaseServers } from './database-servers.ts';

/** pg-boss's tables, which it creates and migrates itself. */
export const JOB_QUEUE_SCHEMA = 'pgboss';
const CONNECT_TIMEOUT_MS = 5_000;
/** The version of its tables that this program uses. */
export const JOB_QUEUE_VERSION = pgBoss.pgboss.schema;

/** The version of its tables in the database; 0: there are none. */
export async function jobQueueVersion(db: Database): Promise<number> {
  const table = `${JOB_QUEUE_SCHEMA}.version`;
  const { rows } = await sql<{ exists: boolean }>`SELECT to_regclass(${table}) IS NOT NULL AS exists`.execute(db);
  if (!rows[0]!.exists) return 0;
  const versions = await sql<{ version: number }>`SELECT version FROM ${sql.table(table)}`.execute(db);
  return versions.rows[0]?.version ?? 0;
}

/**
 * How the queue connects: to the same server as we do, found in the same way. It passes what it does not know on to its pool. A server
 * that disappears during a statement does not keep it, nor whoever stops the queue.
 */
export function queueConnections(url: string, log: Logger): DatabaseOptions {
  return { ...connections(url, log), query_timeout: QUERY_TIMEOUT_MS } as DatabaseOptions;
}

function connections(url: string, log: Logger): DatabaseOptions {
  const servers = new DatabaseServers(url, log);
  return {
    Client: servers.Client,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
  } as DatabaseOptions;
}

/** Creates or migrates its tables, in one transaction. pg-boss itself waits for none of them longer than 30 s. */
export async function migrateJobQueue(url: string, log: Logger): Promise<void> {
  // Most starts have nothing to migrate, and the library is a hundred modules.
  const { PgBoss } = await import('pg-boss');
  const queue = new PgBoss({
    ...connections(url, log),
    max: 1,
    schema: JOB_QUEUE_SCHEMA,
    supervise: false,
    schedule: false,
    registerInstance: false,
  });
  try {
    await queue.start();
  } finally {
    await queue.stop({ graceful: false });
  }
}
