import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Of each recorder: since when it has calls that are not archived yet.
  `CREATE TABLE recorders (
    id uuid PRIMARY KEY,
    unarchived_since timestamptz,
    seen_at timestamptz NOT NULL
  )`,

  // Where a tenant's packages go, and how it has gone lately. The lease is by the database's clock.
  `CREATE TABLE push_targets (
    tenant_id uuid PRIMARY KEY REFERENCES tenants,
    settings jsonb NOT NULL,
    sealed_secrets bytea NOT NULL,
    form text NOT NULL CHECK (form IN ('tree', 'zip')),
    read_back boolean NOT NULL,
    connections smallint NOT NULL CHECK (connections BETWEEN 1 AND 8),
    bytes_per_second bigint CHECK (bytes_per_second > 0),
    keep_undelivered boolean NOT NULL,
    hook_url text,
    changed_at timestamptz NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    failing_since timestamptz,
    failure_told_at timestamptz,
    next_attempt_at timestamptz NOT NULL,
    lease uuid,
    leased_until timestamptz
  )`,
  // The key that we sign in with at SFTP servers.
  `CREATE TABLE push_ssh_keys (
    tenant_id uuid PRIMARY KEY REFERENCES tenants,
    public_key text NOT NULL,
    sealed_private_key bytea NOT NULL,
    made_at timestamptz NOT NULL
  )`,

  `CREATE TABLE packages (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    day date NOT NULL,
    number integer NOT NULL CHECK (number >= 1),
    kind text NOT NULL CHECK (kind IN ('day', 'supplement', 'resend')),
    form text NOT NULL CHECK (form IN ('tree', 'zip')),
    contents bytea,
    recordings integer NOT NULL,
    unrecorded integer NOT NULL,
    size_bytes bigint NOT NULL,
    made_at timestamptz NOT NULL,
    begun_at timestamptz,
    sent_files integer NOT NULL DEFAULT 0,
    sent_bytes bigint NOT NULL DEFAULT 0,
    error_code text,
    error_detail text,
    failed_at timestamptz,
    delivered_at timestamptz,
    delivered_to text,
    UNIQUE (tenant_id, day, number),
    CHECK ((delivered_at IS NULL) = (contents IS NOT NULL))
  )`,
  `CREATE INDEX packages_undelivered ON packages (tenant_id, day, number) WHERE delivered_at IS NULL`,
  `CREATE TABLE package_files (
    package_id uuid NOT NULL REFERENCES packages,
    recording_id uuid NOT NULL REFERENCES recordings,
    tenant_id uuid NOT NULL,
    delivered_at timestamptz,
    unreadable boolean NOT NULL DEFAULT false,
    PRIMARY KEY (package_id, recording_id)
  )`,
  `CREATE INDEX package_files_of_recording ON package_files (recording_id)`,
  `CREATE INDEX recordings_by_storing ON recordings (tenant_id, stored_at) WHERE destroying_at IS NULL`,

  // What the customer's program is told over HTTP.
  `CREATE TABLE push_hooks (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    event text NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    ended_at timestamptz,
    failure text
  )`,
  `CREATE INDEX push_hooks_waiting ON push_hooks (next_attempt_at) WHERE ended_at IS NULL`,
  // An event does not wait for its job's minute.
  `CREATE FUNCTION push_hooks_wake_their_job() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('fonoteka_jobs', 'push-hooks'); RETURN NULL; END $$`,
  `CREATE TRIGGER push_hooks_are_sent_soon AFTER INSERT ON push_hooks
    FOR EACH STATEMENT EXECUTE FUNCTION push_hooks_wake_their_job()`,
];
