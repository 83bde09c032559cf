import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Which user made a key; null: the operator, or an earlier release.
  await sql.raw(`ALTER TABLE api_keys ADD COLUMN made_by uuid`).execute(db);
}
