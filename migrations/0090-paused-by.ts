import { type Kysely, sql } from 'kysely';

/** Who has paused a running call. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE live_calls ADD COLUMN paused_by text CHECK (paused_by IN ('order', 'pbx', 'both'))`.execute(db);
}
