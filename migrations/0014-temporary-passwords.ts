import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`ALTER TABLE users ADD COLUMN password_temporary boolean NOT NULL DEFAULT false`).execute(db);
}
