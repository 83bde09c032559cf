import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // The earliest releases that can use these tables; a migration that contracts adds a row.
  await sql`CREATE TABLE schema_requirements (
    program_version text NOT NULL CHECK (program_version ~ '^[0-9]+\.[0-9]+\.[0-9]+$'),
    added_at timestamptz NOT NULL DEFAULT now()
  )`.execute(db);
}
