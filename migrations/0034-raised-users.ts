import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // When somebody last gave the user more than before: a role, rights, more calls, or access again.
  await sql.raw(`ALTER TABLE users ADD COLUMN raised_at timestamptz`).execute(db);
}
