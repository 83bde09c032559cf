import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Which INVITEs of a source are recording sessions: all (lenient), or those that say so as RFC 7866 requires (strict).
  await sql.raw(`ALTER TABLE sources ADD COLUMN recognition text NOT NULL DEFAULT 'lenient'`).execute(db);
}
