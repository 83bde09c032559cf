import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // From where the tenant's people and its FTP account may sign in; empty: from everywhere.
  await sql`ALTER TABLE tenants ADD COLUMN allowed_networks text[] NOT NULL DEFAULT '{}'`.execute(db);
  await sql`CREATE TRIGGER tenants_change_networks AFTER UPDATE OF allowed_networks ON tenants
    FOR EACH ROW EXECUTE FUNCTION access_has_changed('tenant', 'id')`.execute(db);
}
