import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // The address that a link of the kind `email-change` was sent to: the user's own, once the link was used.
  await sql.raw(`ALTER TABLE account_links ADD COLUMN email text`).execute(db);
}
