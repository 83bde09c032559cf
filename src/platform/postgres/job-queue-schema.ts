import { sql } from 'kysely';
import { PgBoss } from 'pg-boss';
import pgBoss from 'pg-boss/package.json' with { type: 'json' };
import type { Database } from './database.ts';

/** pg-boss's tables, which it creates and migrates itself. */
export const JOB_QUEUE_SCHEMA = 'pgboss';
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

/** Creates or migrates its tables, in one transaction. pg-boss itself waits for none of them longer than 30 s. */
export async function migrateJobQueue(url: string): Promise<void> {
  const queue = new PgBoss({
    connectionString: url,
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
