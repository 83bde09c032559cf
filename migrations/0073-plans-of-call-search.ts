import { type Kysely, sql } from 'kysely';

/** Its statements are planned once for a connection: in a new database while the tables are small, and then kept when they are not. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER FUNCTION index_calls(uuid[]) SET enable_seqscan = off`.execute(db);
}
