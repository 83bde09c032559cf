import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const DOORS = `ARRAY['ftp', 'sftp', 'webdav']`;
/** What no password matches. */
const NO_PASSWORD = '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

const STATEMENTS = [
  // A tenant's first credential has the tenant's id: it was its FTP account. A revoked one keeps its row: the audit log names it.
  `CREATE TABLE file_credentials (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    login text COLLATE "C" NOT NULL UNIQUE,
    label text NOT NULL DEFAULT '',
    doors text[] NOT NULL,
    numbers text[],
    password_hash text,
    password_changed_at timestamptz,
    expires_at timestamptz,
    allowed_networks text[] NOT NULL DEFAULT '{}',
    bandwidth_kbytes integer CHECK (bandwidth_kbytes > 0),
    created_at timestamptz NOT NULL,
    created_by text,
    revoked_at timestamptz,
    last_used_at timestamptz,
    last_used_address text,
    last_used_door text,
    last_used_encrypted boolean
  )`,
  `CREATE INDEX file_credentials_of_tenant ON file_credentials (tenant_id)`,
  `CREATE TABLE file_credential_keys (
    id uuid PRIMARY KEY,
    credential_id uuid NOT NULL REFERENCES file_credentials ON DELETE CASCADE,
    public_key bytea NOT NULL,
    fingerprint text NOT NULL,
    label text NOT NULL DEFAULT '',
    added_at timestamptz NOT NULL,
    UNIQUE (credential_id, public_key)
  )`,
  `ALTER TABLE tenants ADD COLUMN ftp_tls text NOT NULL DEFAULT 'optional'
    CHECK (ftp_tls IN ('required', 'optional', 'off'))`,

  `CREATE TRIGGER file_credentials_change_access
    AFTER DELETE OR UPDATE OF login, doors, numbers, password_hash, expires_at, allowed_networks, bandwidth_kbytes, revoked_at
    ON file_credentials FOR EACH ROW EXECUTE FUNCTION access_has_changed('file-credential', 'id')`,
  `CREATE TRIGGER file_credential_keys_change_access AFTER DELETE OR UPDATE ON file_credential_keys
    FOR EACH ROW EXECUTE FUNCTION access_has_changed('file-credential', 'credential_id')`,
  `CREATE TRIGGER tenants_change_ftp_tls AFTER UPDATE OF ftp_tls ON tenants
    FOR EACH ROW EXECUTE FUNCTION access_has_changed('tenant', 'id')`,

  // The release before knows FTP accounts only: what it writes becomes the first credential, and the other way round.
  `CREATE FUNCTION ftp_account_to_credential() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF pg_trigger_depth() > 1 THEN RETURN NULL; END IF;
    INSERT INTO file_credentials (id, tenant_id, login, label, doors, password_hash, password_changed_at, created_at)
      VALUES (NEW.tenant_id, NEW.tenant_id, NEW.login, 'FTP', ${DOORS}, NEW.password_hash, NEW.password_changed_at, NEW.password_changed_at)
      ON CONFLICT (id) DO UPDATE SET login = NEW.login, password_hash = NEW.password_hash, password_changed_at = NEW.password_changed_at;
    RETURN NULL; END $$`,
  `CREATE FUNCTION credential_to_ftp_account() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE usable boolean := NEW.revoked_at IS NULL AND NEW.expires_at IS NULL AND NEW.numbers IS NULL
      AND 'ftp' = ANY (NEW.doors) AND NEW.allowed_networks = '{}' AND NEW.password_hash IS NOT NULL;
    BEGIN
    IF pg_trigger_depth() > 1 THEN RETURN NULL; END IF;
    INSERT INTO ftp_accounts (tenant_id, login, password_hash, password_changed_at)
      VALUES (NEW.tenant_id, NEW.login, CASE WHEN usable THEN NEW.password_hash ELSE '${NO_PASSWORD}' END,
        coalesce(NEW.password_changed_at, NEW.created_at))
      ON CONFLICT (tenant_id) DO UPDATE SET login = excluded.login, password_hash = excluded.password_hash,
        password_changed_at = excluded.password_changed_at;
    RETURN NULL; END $$`,
  `INSERT INTO file_credentials (id, tenant_id, login, label, doors, password_hash, password_changed_at, created_at)
    SELECT tenant_id, tenant_id, login, 'FTP', ${DOORS}, password_hash, password_changed_at, password_changed_at
    FROM ftp_accounts`,
  `CREATE TRIGGER ftp_accounts_to_credentials AFTER INSERT OR UPDATE OF login, password_hash ON ftp_accounts
    FOR EACH ROW EXECUTE FUNCTION ftp_account_to_credential()`,
  `CREATE TRIGGER credentials_to_ftp_accounts
    AFTER INSERT OR UPDATE OF login, doors, numbers, password_hash, expires_at, allowed_networks, revoked_at ON file_credentials
    FOR EACH ROW WHEN (NEW.id = NEW.tenant_id) EXECUTE FUNCTION credential_to_ftp_account()`,

  // What is open in each process. A process writes its own every few seconds; what was not written for a minute is over.
  `CREATE TABLE file_sessions (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    credential_id uuid NOT NULL REFERENCES file_credentials ON DELETE CASCADE,
    door text NOT NULL,
    address text NOT NULL,
    encrypted boolean NOT NULL,
    since timestamptz NOT NULL,
    activity text NOT NULL,
    sent_bytes bigint NOT NULL DEFAULT 0,
    seen_at timestamptz NOT NULL,
    ended_at timestamptz
  )`,
  `CREATE INDEX file_sessions_of_tenant ON file_sessions (tenant_id)`,
  `CREATE INDEX file_sessions_by_credential ON file_sessions (credential_id)`,
  `CREATE INDEX file_sessions_by_seen ON file_sessions (seen_at)`,
  `CREATE TRIGGER file_sessions_end AFTER UPDATE OF ended_at ON file_sessions
    FOR EACH ROW WHEN (NEW.ended_at IS NOT NULL) EXECUTE FUNCTION access_has_changed('file-session', 'id')`,

  // Without a tenant: of a login that nobody has.
  `CREATE TABLE failed_file_sign_ins (
    id uuid PRIMARY KEY,
    tenant_id uuid REFERENCES tenants,
    login text,
    door text NOT NULL,
    address text NOT NULL,
    encrypted boolean NOT NULL,
    reason text NOT NULL,
    attempts integer NOT NULL,
    failed_at timestamptz NOT NULL
  )`,
  `CREATE INDEX failed_file_sign_ins_of_tenant ON failed_file_sign_ins (tenant_id, failed_at)`,
  `CREATE INDEX failed_file_sign_ins_by_time ON failed_file_sign_ins (failed_at)`,
];
