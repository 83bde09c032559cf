import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `ALTER TABLE tenants ADD COLUMN disabled_at timestamptz`,

  // Notifies all processes, so that what is open with a password, key or account that changed ends there.
  `CREATE FUNCTION access_has_changed() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('fonoteka_access', TG_ARGV[0] || ':' || (to_jsonb(OLD) ->> TG_ARGV[1])); RETURN NULL; END $$`,
  ...[
    { table: 'users', columns: 'password_hash, disabled_at', kind: 'user', id: 'id' },
    { table: 'ftp_accounts', columns: 'login, password_hash', kind: 'ftp', id: 'tenant_id' },
    { table: 'sources', columns: 'api_key_hash', kind: 'source', id: 'id' },
    { table: 'tenants', columns: 'disabled_at', kind: 'tenant', id: 'id' },
  ].map(
    ({
      table,
      columns,
      kind,
      id,
    }) => `CREATE TRIGGER ${table}_change_access AFTER DELETE OR UPDATE OF ${columns} ON ${table}
      FOR EACH ROW EXECUTE FUNCTION access_has_changed('${kind}', '${id}')`,
  ),

  // However a password is changed or a user disabled, the sessions in the panel end with it.
  `CREATE FUNCTION users_end_their_sessions() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN DELETE FROM sessions WHERE user_id = OLD.id; RETURN NULL; END $$`,
  `CREATE TRIGGER users_end_sessions AFTER UPDATE OF password_hash, disabled_at ON users
    FOR EACH ROW WHEN (NEW.password_hash <> OLD.password_hash OR NEW.disabled_at IS NOT NULL)
    EXECUTE FUNCTION users_end_their_sessions()`,
];
