import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `CREATE TABLE plans (
    name text PRIMARY KEY,
    includes_recording boolean NOT NULL
  )`,
  `INSERT INTO plans (name, includes_recording) VALUES ('Start', false), ('Biznes', true), ('Premium', true), ('Elite', true)`,

  `CREATE TABLE tenants (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    plan text NOT NULL REFERENCES plans,
    hosted_pbx boolean NOT NULL DEFAULT true,
    recording_enabled boolean NOT NULL DEFAULT false,
    record_internal boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE tenant_numbers (
    number text PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants
  )`,
  `CREATE INDEX tenant_numbers_of_tenant ON tenant_numbers (tenant_id)`,

  `CREATE TABLE users (
    id uuid PRIMARY KEY,
    tenant_id uuid REFERENCES tenants,
    login text COLLATE "C" NOT NULL UNIQUE CHECK (login = lower(login)),
    password_hash text NOT NULL,
    role text NOT NULL CHECK (role IN ('admin', 'supervisor', 'agent', 'operator-admin', 'operator-support')),
    extensions text[] NOT NULL DEFAULT '{}',
    may_download boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    disabled_at timestamptz,
    CHECK ((tenant_id IS NULL) = (role LIKE 'operator-%'))
  )`,
  `CREATE INDEX users_of_tenant ON users (tenant_id)`,
  `CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  )`,
  `CREATE INDEX sessions_by_expiry ON sessions (expires_at)`,
  `CREATE INDEX sessions_of_user ON sessions (user_id)`,
  `CREATE TABLE ftp_accounts (
    tenant_id uuid PRIMARY KEY REFERENCES tenants,
    login text COLLATE "C" NOT NULL UNIQUE,
    password_hash text NOT NULL,
    password_changed_at timestamptz NOT NULL
  )`,

  `CREATE TABLE sources (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    address inet UNIQUE,
    tenant_id uuid REFERENCES tenants,
    api_key_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,

  `CREATE TABLE directory_version (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version bigint NOT NULL
  )`,
  `INSERT INTO directory_version (version) VALUES (1)`,
  `CREATE FUNCTION directory_has_changed() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN UPDATE directory_version SET version = version + 1; RETURN NULL; END $$`,
  ...['plans', 'tenants', 'tenant_numbers', 'sources'].map(
    (table) => `CREATE TRIGGER ${table}_change_the_directory AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ${table}
      FOR EACH STATEMENT EXECUTE FUNCTION directory_has_changed()`,
  ),

  `CREATE TABLE calls (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    source_id uuid REFERENCES sources,
    correlation_id text,
    started_at timestamptz NOT NULL,
    answered_at timestamptz,
    ended_at timestamptz,
    direction text NOT NULL CHECK (direction IN ('inbound', 'outbound', 'internal')),
    caller text COLLATE "C",
    callee text COLLATE "C",
    extensions text[] NOT NULL DEFAULT '{}',
    flags text[] NOT NULL DEFAULT '{}',
    no_recording_reason text,
    metadata text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, id)
  )`,
  `CREATE UNIQUE INDEX calls_once ON calls (tenant_id, correlation_id) WHERE correlation_id IS NOT NULL`,
  `CREATE INDEX calls_by_start ON calls (tenant_id, started_at DESC, id DESC)`,
  `CREATE INDEX calls_by_caller ON calls (tenant_id, caller, started_at DESC)`,
  `CREATE INDEX calls_by_callee ON calls (tenant_id, callee, started_at DESC)`,

  `CREATE TABLE recordings (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    call_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    warsaw_day date NOT NULL,
    file_name text COLLATE "C" NOT NULL,
    object_key text NOT NULL UNIQUE,
    size_bytes bigint NOT NULL CHECK (size_bytes >= 0),
    duration_ms bigint NOT NULL CHECK (duration_ms >= 0),
    sha256 bytea NOT NULL,
    waveform jsonb NOT NULL,
    flags text[] NOT NULL DEFAULT '{}',
    stored_at timestamptz NOT NULL,
    UNIQUE (tenant_id, warsaw_day, file_name),
    FOREIGN KEY (tenant_id, call_id) REFERENCES calls (tenant_id, id)
  )`,
  `CREATE INDEX recordings_of_call ON recordings (call_id)`,

  `CREATE TABLE audit_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    tenant_id uuid,
    actor text NOT NULL,
    action text NOT NULL,
    subject text,
    address text
  )`,
  `CREATE INDEX audit_events_of_tenant ON audit_events (tenant_id, id)`,
  `CREATE FUNCTION audit_events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'audit events are append only'; END $$`,
  `CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION audit_events_are_append_only()`,
];
