import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Requests of data subjects (GDPR, Polish RODO, Art. 15 and 17). The number is kept only until the request is closed.
  `CREATE TABLE rodo_requests (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    kind text NOT NULL CHECK (kind IN ('access', 'erasure')),
    number text COLLATE "C",
    masked_number text NOT NULL,
    note text NOT NULL,
    opened_by text NOT NULL,
    opened_at timestamptz NOT NULL,
    received_on date NOT NULL,
    due_on date NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'awaiting-release', 'working', 'done', 'closed')),
    with_recordings boolean NOT NULL DEFAULT true,
    accepted text[] NOT NULL DEFAULT '{}',
    ordered_by text,
    ordered_actor text,
    ordered_by_operator boolean NOT NULL DEFAULT false,
    ordered_at timestamptz,
    released_by text,
    released_at timestamptz,
    failure text,
    answer jsonb,
    outcome text CHECK (outcome IN ('fulfilled', 'refused')),
    outcome_note text,
    closed_by text,
    closed_at timestamptz,
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CHECK ((state = 'closed') = (outcome IS NOT NULL)),
    CHECK ((state = 'closed') = (number IS NULL))
  )`,
  `CREATE INDEX rodo_requests_of_tenant ON rodo_requests (tenant_id, opened_at)`,
  `CREATE INDEX rodo_requests_to_work_on ON rodo_requests (ordered_at) WHERE state = 'working'`,

  // The encrypted ZIP of an access request. Each attempt to make it has an object and a key of its own.
  `CREATE TABLE rodo_packages (
    request_id uuid PRIMARY KEY REFERENCES rodo_requests,
    tenant_id uuid NOT NULL REFERENCES tenants,
    attempt integer NOT NULL DEFAULT 0,
    object_key text,
    size_bytes bigint,
    sha256 bytea,
    key_id text COLLATE "C",
    wrapped_key bytea,
    made_at timestamptz,
    expires_at timestamptz,
    CHECK ((object_key IS NULL) = (wrapped_key IS NULL)),
    CHECK ((object_key IS NULL) = (expires_at IS NULL))
  )`,
  `CREATE INDEX rodo_packages_by_expiry ON rodo_packages (expires_at) WHERE object_key IS NOT NULL`,

  // The request that removed the numbers from a call's row: no later report of the call brings them back.
  `ALTER TABLE calls ADD COLUMN erased_by uuid`,
  `CREATE INDEX calls_by_erasure ON calls (erased_by) WHERE erased_by IS NOT NULL`,

  // Packages and erasures need the release by a second administrator.
  `ALTER TABLE tenants ADD COLUMN rodo_two_person boolean NOT NULL DEFAULT false`,

  // An ordered package or erasure does not wait for its job's minute.
  `CREATE FUNCTION rodo_requests_wake_their_job() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('fonoteka_jobs', 'rodo'); RETURN NULL; END $$`,
  `CREATE TRIGGER rodo_requests_are_worked_on_soon AFTER UPDATE OF state ON rodo_requests
    FOR EACH STATEMENT EXECUTE FUNCTION rodo_requests_wake_their_job()`,
];
