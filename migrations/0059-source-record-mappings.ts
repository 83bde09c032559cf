import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // How a source's call records are read: their format, and where fields are that are not in the format's own places.
  await sql
    .raw(
      `ALTER TABLE sources
        ADD COLUMN record_format text NOT NULL DEFAULT 'fonoteka',
        ADD COLUMN record_fields jsonb NOT NULL DEFAULT '{}'`,
    )
    .execute(db);
}
