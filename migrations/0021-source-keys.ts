import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const ALL_SCOPES = `ARRAY['upload', 'cdr', 'policy']`;

const STATEMENTS = [
  // A removed source keeps its row: the history of calls names it.
  `ALTER TABLE sources ALTER COLUMN api_key_hash DROP NOT NULL, ADD COLUMN removed_at timestamptz`,

  `CREATE TABLE source_addresses (
    address inet PRIMARY KEY,
    source_id uuid NOT NULL REFERENCES sources ON DELETE CASCADE
  )`,
  `CREATE INDEX source_addresses_of_source ON source_addresses (source_id)`,
  `CREATE TRIGGER source_addresses_change_the_directory AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON source_addresses
    FOR EACH STATEMENT EXECUTE FUNCTION directory_has_changed()`,

  `CREATE TABLE source_keys (
    id uuid PRIMARY KEY,
    source_id uuid NOT NULL REFERENCES sources ON DELETE CASCADE,
    name text NOT NULL DEFAULT '',
    prefix text,
    key_hash bytea NOT NULL UNIQUE,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz
  )`,
  `CREATE INDEX source_keys_of_source ON source_keys (source_id)`,
  `CREATE TRIGGER source_keys_change_access AFTER DELETE OR UPDATE OF key_hash, scopes, expires_at ON source_keys
    FOR EACH ROW EXECUTE FUNCTION access_has_changed('source', 'source_id')`,

  // When and from where a source or a key was last used. No column of the source: each use would change the directory.
  `CREATE TABLE last_seen (id uuid PRIMARY KEY, seen_at timestamptz NOT NULL, address inet NOT NULL)`,

  // An earlier release that runs beside this one writes and reads the columns of `sources`.
  `CREATE FUNCTION source_of_earlier_release() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.address IS NOT NULL THEN
        INSERT INTO source_addresses (address, source_id) VALUES (NEW.address, NEW.id);
      END IF;
      IF NEW.api_key_hash IS NOT NULL THEN
        INSERT INTO source_keys (id, source_id, key_hash, scopes)
          VALUES (gen_random_uuid(), NEW.id, NEW.api_key_hash, ${ALL_SCOPES});
      END IF;
      RETURN NULL;
    END $$`,
  `CREATE TRIGGER sources_of_earlier_releases AFTER INSERT ON sources
    FOR EACH ROW EXECUTE FUNCTION source_of_earlier_release()`,
  `INSERT INTO source_addresses (address, source_id) SELECT address, id FROM sources WHERE address IS NOT NULL`,
  `INSERT INTO source_keys (id, source_id, key_hash, scopes, created_at)
    SELECT gen_random_uuid(), id, api_key_hash, ${ALL_SCOPES}, created_at FROM sources`,
];
