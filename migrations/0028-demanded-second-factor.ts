import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // The roles whose users of the tenant need a second factor.
  await sql.raw(`ALTER TABLE tenants ADD COLUMN second_factor_roles text[] NOT NULL DEFAULT '{}'`).execute(db);
}
