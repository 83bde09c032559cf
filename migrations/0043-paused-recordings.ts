import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // When recording was paused: JSON, an array of `RecordedPause`.
  await sql.raw(`ALTER TABLE recordings ADD COLUMN pauses jsonb NOT NULL DEFAULT '[]'`).execute(db);
}
