import { type Kysely, sql } from 'kysely';

/**
 * Sums of calls by day and hour in Warsaw, direction and extensions (docs/adr/0028), made by a job for days that are over; and the
 * monthly report. Triggers note the days whose calls change later: whichever release writes, such a day is counted from its calls until the job has
 * summed it again.
 */
const STATEMENTS = [
  `CREATE TABLE call_statistics (
    tenant_id uuid NOT NULL REFERENCES tenants,
    day date NOT NULL,
    hour smallint NOT NULL,
    direction text NOT NULL,
    -- Those of the calls, in order, each once.
    extensions text[] NOT NULL,
    calls integer NOT NULL,
    recorded integer NOT NULL,
    not_answered integer NOT NULL,
    duration_ms bigint NOT NULL,
    -- Of their recordings whose talk times are known.
    measured integer NOT NULL,
    caller_ms bigint NOT NULL,
    callee_ms bigint NOT NULL,
    silence_ms bigint NOT NULL,
    longest_silence_ms integer NOT NULL,
    long_silences integer NOT NULL
  )`,
  // Not unique: a list of extensions may be longer than the row of an index.
  `CREATE INDEX call_statistics_by_day ON call_statistics (tenant_id, day)`,
  // The days that were summed: all from the first to the last.
  `CREATE TABLE call_statistics_spans (
    tenant_id uuid PRIMARY KEY REFERENCES tenants,
    first_day date NOT NULL,
    last_day date NOT NULL
  )`,
  // Not unique: two transactions that change calls of one day do not wait for each other.
  `CREATE TABLE call_statistics_changes (
    tenant_id uuid NOT NULL,
    day date NOT NULL
  )`,
  `CREATE INDEX call_statistics_changes_by_day ON call_statistics_changes (tenant_id, day)`,

  // Days that the job may have summed: it sums a day 12 hours after its end, and no transaction lasts for the 6 hours between.
  `CREATE FUNCTION can_be_summed(started_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (started_at AT TIME ZONE 'Europe/Warsaw')::date < ((now() - interval '6 hours') AT TIME ZONE 'Europe/Warsaw')::date $$`,
  `CREATE FUNCTION note_changed_calls() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'INSERT' THEN
      INSERT INTO call_statistics_changes SELECT DISTINCT tenant_id, (started_at AT TIME ZONE 'Europe/Warsaw')::date
        FROM added WHERE can_be_summed(started_at);
    ELSIF TG_OP = 'DELETE' THEN
      INSERT INTO call_statistics_changes SELECT DISTINCT tenant_id, (started_at AT TIME ZONE 'Europe/Warsaw')::date
        FROM removed WHERE can_be_summed(started_at);
    ELSE
      INSERT INTO call_statistics_changes SELECT DISTINCT place.tenant_id, (place.started_at AT TIME ZONE 'Europe/Warsaw')::date
        FROM added JOIN removed USING (id)
        CROSS JOIN LATERAL (VALUES (added.tenant_id, added.started_at), (removed.tenant_id, removed.started_at)) AS place (tenant_id, started_at)
        WHERE can_be_summed(place.started_at) AND row(added.tenant_id, added.started_at, added.answered_at, added.ended_at, added.direction,
            added.extensions, added.no_recording_reason)
          IS DISTINCT FROM row(removed.tenant_id, removed.started_at, removed.answered_at, removed.ended_at, removed.direction,
            removed.extensions, removed.no_recording_reason);
    END IF;
    RETURN NULL;
  END $$`,
  // `OFFSET 0`: each call is looked up, however small the tables were when this was planned.
  `CREATE FUNCTION note_calls_of_recordings() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    ids uuid[];
  BEGIN
    IF TG_OP = 'INSERT' THEN ids := ARRAY(SELECT DISTINCT call_id FROM added);
    ELSIF TG_OP = 'DELETE' THEN ids := ARRAY(SELECT DISTINCT call_id FROM removed);
    ELSE ids := ARRAY(SELECT DISTINCT unnest(ARRAY[added.call_id, removed.call_id]) FROM added JOIN removed USING (id)
      WHERE row(added.call_id, added.talk_caller_ms, added.talk_callee_ms, added.silence_ms, added.longest_silence_ms)
        IS DISTINCT FROM row(removed.call_id, removed.talk_caller_ms, removed.talk_callee_ms, removed.silence_ms, removed.longest_silence_ms));
    END IF;
    IF ids <> '{}' THEN
      INSERT INTO call_statistics_changes SELECT DISTINCT its.tenant_id, (its.started_at AT TIME ZONE 'Europe/Warsaw')::date
        FROM unnest(ids) AS wanted (id)
        CROSS JOIN LATERAL (SELECT tenant_id, started_at FROM calls WHERE calls.id = wanted.id OFFSET 0) AS its
        WHERE can_be_summed(its.started_at);
    END IF;
    RETURN NULL;
  END $$`,
  // As in 0066, and the days.
  `CREATE OR REPLACE FUNCTION watch_calls() RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    watched record;
  BEGIN
    FOR watched IN
      SELECT * FROM (VALUES ('calls', 'index_changed_calls', '_indexed_after_'), ('recordings', 'index_calls_of_recordings', '_indexed_after_'),
            ('call_parties', 'index_calls_of_parties', '_indexed_after_'),
            ('calls', 'note_changed_calls', '_noted_after_'), ('recordings', 'note_calls_of_recordings', '_noted_after_'))
          AS tables (name, function, done),
        (VALUES ('INSERT', 'NEW TABLE AS added'), ('UPDATE', 'OLD TABLE AS removed NEW TABLE AS added'), ('DELETE', 'OLD TABLE AS removed'))
          AS events (event, rows)
    LOOP
      EXECUTE format('CREATE OR REPLACE TRIGGER %I AFTER %s ON %I REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION %I()',
        watched.name || watched.done || lower(watched.event), watched.event, watched.name, watched.rows, watched.function);
    END LOOP;
  END $$`,
  `SELECT watch_calls()`,

  `CREATE TABLE report_settings (
    tenant_id uuid PRIMARY KEY REFERENCES tenants,
    enabled boolean NOT NULL,
    user_ids uuid[] NOT NULL,
    changed_at timestamptz NOT NULL
  )`,
  // A report is made once for a tenant and month.
  `CREATE TABLE monthly_reports (
    tenant_id uuid NOT NULL REFERENCES tenants,
    month date NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, month)
  )`,
  // What a mail brings along; gone when it was sent.
  `ALTER TABLE mails ADD COLUMN attachment_name text, ADD COLUMN attachment bytea`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
