import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // The names in certificates by which PBXs are known over SIP with TLS, from any address. As they are compared.
  `CREATE TABLE source_certificates (
    name text PRIMARY KEY,
    source_id uuid NOT NULL REFERENCES sources ON DELETE CASCADE
  )`,
  `CREATE INDEX source_certificates_of_source ON source_certificates (source_id)`,
  `CREATE TRIGGER source_certificates_change_directory AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON source_certificates
    FOR EACH STATEMENT EXECUTE FUNCTION directory_has_changed()`,
];
