import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // The DNS names of PBXs. Networks are in source_addresses: inet has room for them.
  `CREATE TABLE source_names (
    name text PRIMARY KEY,
    source_id uuid NOT NULL REFERENCES sources ON DELETE CASCADE,
    answered_at timestamptz,
    failure text
  )`,
  `CREATE INDEX source_names_of_source ON source_names (source_id)`,
  // What DNS said last. seen_at: when it last said so; a column that changes without changing the directory.
  `CREATE TABLE source_name_addresses (
    name text NOT NULL REFERENCES source_names ON DELETE CASCADE,
    address inet NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (name, address)
  )`,
  `CREATE TRIGGER source_name_addresses_change_the_directory AFTER INSERT OR DELETE OR TRUNCATE ON source_name_addresses
    FOR EACH STATEMENT EXECUTE FUNCTION directory_has_changed()`,
];
