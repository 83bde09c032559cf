import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // A tenant leaves: from an instant on it is out, and its data is destroyed. `left_at`: when that began; `erased_at`: nothing is left.
  await sql`ALTER TABLE tenants
    ADD COLUMN leaves_at timestamptz,
    ADD COLUMN leave_ordered_at timestamptz,
    ADD COLUMN left_at timestamptz,
    ADD COLUMN erased_at timestamptz,
    ADD CHECK ((leaves_at IS NULL) = (leave_ordered_at IS NULL)),
    ADD CHECK (left_at IS NULL OR leaves_at IS NOT NULL),
    ADD CHECK (erased_at IS NULL OR left_at IS NOT NULL)`.execute(db);
  await sql`CREATE INDEX tenants_that_leave ON tenants (leaves_at) WHERE leaves_at IS NOT NULL`.execute(db);
}
