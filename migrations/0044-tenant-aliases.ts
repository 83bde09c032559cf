import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // The names by which PBXs call a tenant. source_id NULL: at every source. compared: the name as it is compared.
  `CREATE TABLE tenant_aliases (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    source_id uuid REFERENCES sources ON DELETE CASCADE,
    kind text NOT NULL,
    name text NOT NULL,
    compared text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenant_aliases_name UNIQUE NULLS NOT DISTINCT (kind, compared, source_id)
  )`,
  `CREATE INDEX tenant_aliases_of_tenant ON tenant_aliases (tenant_id)`,
  `CREATE TRIGGER tenant_aliases_change_directory AFTER INSERT OR DELETE OR UPDATE ON tenant_aliases
    FOR EACH STATEMENT EXECUTE FUNCTION directory_has_changed()`,
  // Names that sources gave lately and that no tenant has.
  `CREATE TABLE unknown_tenant_names (
    source_id uuid NOT NULL REFERENCES sources ON DELETE CASCADE,
    kind text NOT NULL,
    compared text NOT NULL,
    name text NOT NULL,
    count bigint NOT NULL,
    first_seen_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    PRIMARY KEY (source_id, kind, compared)
  )`,
  `CREATE INDEX unknown_tenant_names_by_last_seen ON unknown_tenant_names (last_seen_at)`,
];
