import { sql } from 'kysely';
import type { Database } from './schema.ts';

/** The time by the database's clock, Unix ms. */
export async function databaseNow(db: Database): Promise<number> {
  const { rows } = await sql<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(db);
  return rows[0]!.now.getTime();
}
