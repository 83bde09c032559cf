import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // A program of the tenant's that hears of calls.
  `CREATE TABLE call_hooks (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    sealed_secret bytea NOT NULL,
    events text[] NOT NULL,
    with_numbers boolean NOT NULL,
    enabled boolean NOT NULL,
    changed_by uuid REFERENCES users ON DELETE SET NULL,
    changed_at timestamptz NOT NULL,
    failing_since timestamptz,
    dropped bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, id)
  )`,
  // A rule by which a mail with a link follows a recorded call.
  `CREATE TABLE call_mail_rules (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    name text NOT NULL,
    enabled boolean NOT NULL,
    conditions jsonb NOT NULL,
    min_seconds integer NOT NULL,
    recipients uuid[] NOT NULL,
    download boolean NOT NULL,
    password_hash text,
    max_uses integer CHECK (max_uses > 0),
    valid_hours integer NOT NULL,
    changed_by uuid REFERENCES users ON DELETE SET NULL,
    changed_at timestamptz NOT NULL,
    hour_began_at timestamptz,
    sent_in_hour integer NOT NULL DEFAULT 0,
    held_back integer NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, id)
  )`,
  // What hooks and rules have not been asked about yet: written with what it reports, only for tenants that have some.
  `CREATE TABLE call_events (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    kind text NOT NULL,
    call_id uuid,
    recording_id uuid,
    reason text,
    at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
  )`,
  `CREATE INDEX call_events_due ON call_events (due_at)`,
  // Without numbers: they are read when it is sent.
  `CREATE TABLE call_hook_deliveries (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    hook_id uuid NOT NULL,
    event text NOT NULL,
    call_id uuid,
    recording_id uuid,
    body text NOT NULL,
    created_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    attempted_at timestamptz,
    status integer,
    ended_at timestamptz,
    failure text,
    lease uuid,
    leased_until timestamptz,
    FOREIGN KEY (tenant_id, hook_id) REFERENCES call_hooks ON DELETE CASCADE
  )`,
  `CREATE INDEX call_hook_deliveries_waiting ON call_hook_deliveries (next_attempt_at) WHERE ended_at IS NULL`,
  `CREATE INDEX call_hook_deliveries_of_hook ON call_hook_deliveries (tenant_id, hook_id, created_at)`,
  `CREATE INDEX call_hook_deliveries_ended ON call_hook_deliveries (ended_at) WHERE ended_at IS NOT NULL`,
  // Null: made by a person.
  `ALTER TABLE share_links ADD COLUMN rule_id uuid`,

  `CREATE FUNCTION call_events_wake_their_job() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('fonoteka_jobs', 'call-events'); RETURN NULL; END $$`,
  `CREATE TRIGGER call_events_are_handled_soon AFTER INSERT ON call_events
    FOR EACH ROW EXECUTE FUNCTION call_events_wake_their_job()`,
  `CREATE TRIGGER call_hook_deliveries_are_sent_soon AFTER INSERT ON call_hook_deliveries
    FOR EACH STATEMENT EXECUTE FUNCTION push_hooks_wake_their_job()`,
];
