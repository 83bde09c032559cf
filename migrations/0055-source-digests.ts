import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // By what a PBX without a fixed address signs in over SIP: the hashes of user, realm and secret, sealed.
  `CREATE TABLE source_digests (
    source_id uuid PRIMARY KEY REFERENCES sources ON DELETE CASCADE,
    user_name text NOT NULL UNIQUE,
    sealed_hashes bytea NOT NULL,
    created_at timestamptz NOT NULL
  )`,
  `CREATE TRIGGER source_digests_change_the_directory AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON source_digests
    FOR EACH STATEMENT EXECUTE FUNCTION directory_has_changed()`,
];
