import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const appendOnly = (table: string): string[] => [
  `CREATE FUNCTION ${table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '${table} is append only'; END $$`,
  `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
    FOR EACH STATEMENT EXECUTE FUNCTION ${table}_is_append_only()`,
];

const STATEMENTS = [
  // What a tenant has had from when until when. A row is added when something is bought; its end is set once known.
  `CREATE TABLE subscriptions (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    service text NOT NULL CHECK (service IN ('plan', 'extended-retention', 'push')),
    plan text REFERENCES plans,
    units integer NOT NULL DEFAULT 1 CHECK (units >= 1),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz CHECK (ends_at >= starts_at),
    ordered_by text NOT NULL,
    ordered_at timestamptz NOT NULL,
    order_key text,
    CHECK ((service = 'plan') = (plan IS NOT NULL))
  )`,
  `CREATE INDEX subscriptions_of_tenant ON subscriptions (tenant_id, service, starts_at)`,
  `CREATE UNIQUE INDEX subscriptions_ordered_once ON subscriptions (tenant_id, order_key) WHERE order_key IS NOT NULL`,
  `CREATE TRIGGER subscriptions_change_the_directory AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON subscriptions
    FOR EACH STATEMENT EXECUTE FUNCTION directory_has_changed()`,
  `INSERT INTO subscriptions (id, tenant_id, service, plan, starts_at, ordered_by, ordered_at)
    SELECT gen_random_uuid(), id, 'plan', plan, created_at, 'migration', created_at FROM tenants`,
  `ALTER TABLE tenants DROP COLUMN plan`,

  `ALTER TABLE tenants
    ADD COLUMN billing_from date NOT NULL DEFAULT (now() AT TIME ZONE 'Europe/Warsaw')::date,
    ADD COLUMN billing_day smallint CHECK (billing_day BETWEEN 1 AND 31),
    ADD COLUMN language text NOT NULL DEFAULT 'pl' CHECK (language IN ('pl', 'en'))`,
  `UPDATE tenants SET billing_from = (created_at AT TIME ZONE 'Europe/Warsaw')::date`,
  `CREATE TABLE tenant_contacts (
    tenant_id uuid NOT NULL REFERENCES tenants,
    email text COLLATE "C" NOT NULL CHECK (email = lower(email)),
    PRIMARY KEY (tenant_id, email)
  )`,
  `CREATE INDEX tenant_contacts_by_email ON tenant_contacts (email)`,

  // Net, in grosze. The price of a day is the newest one valid from that day or before.
  `CREATE TABLE prices (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service text NOT NULL CHECK (service IN ('plan', 'extended-retention', 'push')),
    plan text REFERENCES plans,
    fee text NOT NULL CHECK (fee IN ('monthly', 'activation')),
    net_grosze bigint NOT NULL CHECK (net_grosze >= 0),
    vat_percent smallint NOT NULL CHECK (vat_percent BETWEEN 0 AND 100),
    valid_from date NOT NULL,
    set_by text NOT NULL,
    set_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((service = 'plan') = (plan IS NOT NULL))
  )`,
  `CREATE INDEX prices_by_day ON prices (service, plan, fee, valid_from DESC, id DESC)`,
  `INSERT INTO prices (service, plan, fee, net_grosze, vat_percent, valid_from, set_by) VALUES
    ('plan', 'Biznes', 'monthly', 8900, 23, '2000-01-01', 'price list'),
    ('extended-retention', NULL, 'monthly', 3000, 23, '2000-01-01', 'price list'),
    ('push', NULL, 'activation', 14900, 23, '2000-01-01', 'price list'),
    ('push', NULL, 'monthly', 4900, 23, '2000-01-01', 'price list')`,
  `CREATE TABLE statements (
    tenant_id uuid NOT NULL REFERENCES tenants,
    period_start date NOT NULL,
    period_end date NOT NULL,
    issued_at timestamptz NOT NULL,
    content jsonb NOT NULL,
    PRIMARY KEY (tenant_id, period_start)
  )`,
  ...appendOnly('statements'),

  `CREATE TABLE mails (
    id uuid PRIMARY KEY,
    tenant_id uuid REFERENCES tenants,
    kind text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    once_key text UNIQUE,
    created_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    sent_at timestamptz,
    failure text
  )`,
  `CREATE INDEX mails_to_send ON mails (next_attempt_at) WHERE sent_at IS NULL`,
  `CREATE INDEX mails_of_tenant ON mails (tenant_id, created_at)`,

  // One row a mail that came; the same mail again finds its row.
  `CREATE TABLE cancellation_requests (
    id uuid PRIMARY KEY,
    mail_key text NOT NULL UNIQUE,
    tenant_id uuid REFERENCES tenants,
    service text CHECK (service IN ('extended-retention', 'push')),
    sender text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    authenticity text NOT NULL CHECK (authenticity IN ('verified', 'unverified', 'forged')),
    sent_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'confirmed', 'rejected')),
    decided_at timestamptz,
    decided_by text,
    decision_note text,
    service_ends_at timestamptz,
    CHECK ((state = 'waiting') = (decided_at IS NULL)),
    CHECK (state <> 'confirmed' OR (tenant_id IS NOT NULL AND service IS NOT NULL AND service_ends_at IS NOT NULL))
  )`,
  `CREATE INDEX cancellation_requests_by_state ON cancellation_requests (state, received_at)`,
  `CREATE INDEX cancellation_requests_of_tenant ON cancellation_requests (tenant_id, received_at)`,

  // `key_id` names the key, in the key store, that wraps the recording's own; both are gone when it is destroyed.
  // A recording of before encryption has none and is stored as it is.
  `ALTER TABLE recordings
    ADD COLUMN key_id text COLLATE "C",
    ADD COLUMN wrapped_key bytea,
    ADD COLUMN destroying_at timestamptz,
    ADD COLUMN destruction_reason text CHECK (destruction_reason IN ('expired', 'option-ended', 'on-request')),
    ADD COLUMN destroyed_at timestamptz,
    ALTER COLUMN waveform DROP NOT NULL,
    ADD CHECK ((key_id IS NULL) = (wrapped_key IS NULL)),
    ADD CHECK ((destroying_at IS NULL) = (destruction_reason IS NULL)),
    ADD CHECK (destroyed_at IS NULL OR (destroying_at IS NOT NULL AND key_id IS NULL AND waveform IS NULL))`,
  `CREATE INDEX recordings_alive ON recordings (tenant_id, started_at, id) WHERE destroying_at IS NULL`,
  `CREATE INDEX recordings_in_tree ON recordings (tenant_id, warsaw_day, file_name) WHERE destroying_at IS NULL`,
  `CREATE INDEX recordings_by_key ON recordings (key_id) WHERE key_id IS NOT NULL`,
  `CREATE INDEX recordings_being_destroyed ON recordings (id) WHERE destroying_at IS NOT NULL AND destroyed_at IS NULL`,
  `CREATE TABLE legal_holds (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    recording_id uuid NOT NULL REFERENCES recordings,
    reason text NOT NULL CHECK (reason <> ''),
    placed_by text NOT NULL,
    placed_at timestamptz NOT NULL,
    until timestamptz,
    lifted_by text,
    lifted_at timestamptz
  )`,
  `CREATE UNIQUE INDEX legal_holds_one_a_recording ON legal_holds (recording_id) WHERE lifted_at IS NULL`,
  `CREATE INDEX legal_holds_of_tenant ON legal_holds (tenant_id, placed_at)`,
  `CREATE TABLE destruction_log (
    seq bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    tenant_id uuid NOT NULL,
    recording_id uuid NOT NULL UNIQUE,
    started_at timestamptz NOT NULL,
    sha256 bytea NOT NULL,
    reason text NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    signature bytea NOT NULL
  )`,
  `CREATE INDEX destruction_log_of_tenant ON destruction_log (tenant_id, seq)`,
  ...appendOnly('destruction_log'),
  `CREATE TABLE retention_runs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    finished_at timestamptz,
    destroyed bigint NOT NULL DEFAULT 0,
    rewrapped bigint NOT NULL DEFAULT 0
  )`,

  // The id of a call's record, which need not be that of its recording sessions.
  `ALTER TABLE calls ADD COLUMN external_id text`,
  `CREATE UNIQUE INDEX calls_told_once ON calls (tenant_id, external_id) WHERE external_id IS NOT NULL`,

  // Each tenant's events are a chain: every event carries the hash of the one before. Events of before have no place in it.
  `ALTER TABLE audit_events
    ADD COLUMN seq bigint,
    ADD COLUMN detail jsonb,
    ADD COLUMN previous_hash bytea,
    ADD COLUMN hash bytea`,
  `CREATE UNIQUE INDEX audit_events_in_chain ON audit_events (coalesce(tenant_id, '00000000-0000-0000-0000-000000000000'), seq)`,
  `CREATE TABLE audit_chains (
    chain uuid PRIMARY KEY,
    seq bigint NOT NULL,
    hash bytea NOT NULL
  )`,

  // Of each of the workers' jobs: when it last succeeded, and from when on it is late.
  `CREATE TABLE job_runs (
    name text COLLATE "C" PRIMARY KEY,
    succeeded_at timestamptz,
    late_from timestamptz NOT NULL
  )`,
  // A mail does not wait for its job's minute: who listens on the channel runs the job that is named.
  `CREATE FUNCTION mails_wake_their_job() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('fonoteka_jobs', 'mails'); RETURN NULL; END $$`,
  `CREATE TRIGGER mails_are_sent_soon AFTER INSERT ON mails FOR EACH STATEMENT EXECUTE FUNCTION mails_wake_their_job()`,
];
