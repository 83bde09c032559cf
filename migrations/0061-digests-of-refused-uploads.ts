import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // SHA-256 of the file. Null: refused before this column was there.
  await sql.raw(`ALTER TABLE refused_uploads ADD COLUMN sha256 bytea`).execute(db);
}
