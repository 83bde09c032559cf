import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Whether the User-to-User header of a source's INVITEs is an id of the call: many PBXs put other things there.
  await sql.raw(`ALTER TABLE sources ADD COLUMN user_to_user_ids boolean NOT NULL DEFAULT false`).execute(db);
}
