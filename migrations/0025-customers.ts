import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // What an invoice names of its buyer, and the operator's own id of the customer.
  `ALTER TABLE tenants
    ADD COLUMN nip text CHECK (nip ~ '^[0-9]{10}$'),
    ADD COLUMN address_line1 text,
    ADD COLUMN address_line2 text,
    ADD COLUMN country text NOT NULL DEFAULT 'PL',
    ADD COLUMN external_id text UNIQUE,
    ADD CHECK (address_line1 IS NOT NULL OR address_line2 IS NULL)`,
  `CREATE INDEX tenants_by_nip ON tenants (nip) WHERE nip IS NOT NULL`,

  `ALTER TABLE tenant_contacts
    ADD COLUMN kinds text[] NOT NULL DEFAULT '{administrative}'
      CHECK (kinds <@ '{administrative,technical,billing,data-protection}' AND cardinality(kinds) > 0),
    ADD COLUMN name text,
    ADD COLUMN phone text`,

  // A number without a known end is in tenant_numbers, from `starts_at` on (null: since ever); one with an end is here.
  `ALTER TABLE tenant_numbers ADD COLUMN starts_at timestamptz`,
  `CREATE TABLE ended_tenant_numbers (
    number text NOT NULL,
    tenant_id uuid NOT NULL REFERENCES tenants,
    starts_at timestamptz,
    ends_at timestamptz NOT NULL CHECK (starts_at IS NULL OR ends_at > starts_at),
    PRIMARY KEY (number, ends_at)
  )`,
  `CREATE INDEX ended_tenant_numbers_of_tenant ON ended_tenant_numbers (tenant_id)`,
  `CREATE TRIGGER ended_tenant_numbers_change_the_directory AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ended_tenant_numbers
    FOR EACH STATEMENT EXECUTE FUNCTION directory_has_changed()`,
];
