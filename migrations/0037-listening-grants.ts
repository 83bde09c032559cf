import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // What the operator's staff ask of a tenant, and what the tenant gives: to hear its recordings for a limited time.
  `CREATE TABLE listening_grants (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    given_to uuid REFERENCES users ON DELETE CASCADE,
    recording_id uuid,
    download boolean NOT NULL,
    reason text NOT NULL,
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL,
    decided_by text,
    decided_at timestamptz,
    valid_from timestamptz,
    valid_until timestamptz,
    taken_back_by text,
    taken_back_at timestamptz,
    CHECK ((valid_from IS NULL) = (valid_until IS NULL) AND valid_from < valid_until),
    CHECK (valid_from IS NULL OR decided_at IS NOT NULL)
  )`,
  `CREATE INDEX listening_grants_of_tenant ON listening_grants (tenant_id, requested_at)`,
  `CREATE TRIGGER listening_grants_change_access AFTER DELETE OR UPDATE ON listening_grants
    FOR EACH ROW EXECUTE FUNCTION access_has_changed('listening-grant', 'id')`,
];
