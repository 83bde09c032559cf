import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // The time zone of the times that a source writes without an offset (IANA). Null: none is set.
  await sql.raw(`ALTER TABLE sources ADD COLUMN time_zone text`).execute(db);
}
