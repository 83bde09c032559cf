import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // A suspended tenant's calls are not recorded, and its panel is read only.
  await sql`ALTER TABLE tenants
    ADD COLUMN suspended_at timestamptz,
    ADD COLUMN suspension_reason text,
    ADD CHECK ((suspended_at IS NULL) = (suspension_reason IS NULL))`.execute(db);
}
