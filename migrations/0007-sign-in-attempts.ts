import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // The table of rate-limiter-flexible: its columns, their types and their order are the library's. `expire` is Unix ms.
  `CREATE TABLE attempt_counters (
    key varchar(255) PRIMARY KEY,
    points integer NOT NULL DEFAULT 0,
    expire bigint
  )`,
  `CREATE INDEX attempt_counters_by_expiry ON attempt_counters (expire)`,
];
