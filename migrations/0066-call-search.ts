import { type Kysely, sql } from 'kysely';

/**
 * Search of calls by index (docs/adr/0013). `call_terms` has a row for each call and each thing that lists look for; `seen_numbers` has
 * each number of a tenant's calls, found by any part of it. Triggers keep both, whichever release writes. `calls_to_index`: tenants
 * whose earlier calls a job still adds, newest first; their lists do without.
 */
const STATEMENTS = [
  `CREATE TABLE call_terms (
    tenant_id uuid NOT NULL,
    -- '' of every call; '=' and a number; '@' and an extension that took part.
    term text COLLATE "C" NOT NULL,
    -- 0 inbound, 2 outbound, 4 internal; and 1 with a recording.
    kind smallint NOT NULL,
    started_at timestamptz NOT NULL,
    call_id uuid NOT NULL,
    -- Of the term '': ' ' and each number of the call. Null: too long for an index.
    numbers text COLLATE "C"
  )`,
  `CREATE UNIQUE INDEX call_terms_by_term ON call_terms (tenant_id, term, kind, started_at, call_id) INCLUDE (numbers)`,
  `CREATE INDEX call_terms_of_call ON call_terms (call_id)`,
  // Lists read the index only, as far as vacuum has seen the rows.
  `ALTER TABLE call_terms SET (autovacuum_vacuum_insert_scale_factor = 0.02)`,

  // Not unique: two transactions with the same new number do not wait for each other.
  `CREATE TABLE seen_numbers (
    tenant_id uuid NOT NULL,
    number text COLLATE "C" NOT NULL
  )`,
  `CREATE INDEX seen_numbers_by_number ON seen_numbers (tenant_id, number)`,
  // Each three characters in a row, behind the random part of the tenant's id: one index of all tenants, read for one.
  `CREATE FUNCTION number_parts(tenant_id uuid, number text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT right(tenant_id::text, 12) || substr(number, start, 3)), '{}')
    FROM generate_series(1, length(number) - 2) AS start $$`,
  // New numbers are few, and go into the index at once: no search reads a list of pending ones.
  `CREATE INDEX seen_numbers_by_part ON seen_numbers USING gin (number_parts(tenant_id, number)) WITH (fastupdate = off)`,

  `CREATE TABLE calls_to_index (
    tenant_id uuid PRIMARY KEY REFERENCES tenants,
    before_at timestamptz NOT NULL DEFAULT 'infinity',
    before_id uuid NOT NULL DEFAULT 'ffffffff-ffff-ffff-ffff-ffffffffffff'
  )`,

  // A term longer than any number is cut: the row of an index has at most 2.7 kB.
  `CREATE FUNCTION index_calls(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    wanted call_terms[];
    added call_terms[];
    gone call_terms[];
  BEGIN
    -- Who adds to the same call waits, and then sees what was added.
    PERFORM FROM calls WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;

    SELECT array_agg(row(calls.tenant_id, terms.term,
        CASE direction WHEN 'inbound' THEN 0 WHEN 'outbound' THEN 2 ELSE 4 END
          + EXISTS (SELECT FROM recordings WHERE recordings.call_id = calls.id)::int,
        calls.started_at, calls.id, terms.numbers)::call_terms)
      INTO wanted
      FROM calls
      CROSS JOIN LATERAL (
        SELECT array_agg(DISTINCT left(number, 200) COLLATE "C") AS numbers FROM (
          SELECT unnest(ARRAY[caller, callee, dialled]) AS number
          UNION ALL SELECT call_parties.number FROM recordings
            JOIN call_parties ON call_parties.recording_id = recordings.id WHERE recordings.call_id = calls.id
        ) AS every WHERE number IS NOT NULL
      ) AS its
      CROSS JOIN LATERAL (
        SELECT '' AS term, CASE WHEN cardinality(its.numbers) > 40 THEN NULL
          ELSE (SELECT left(coalesce(string_agg(' ' || number, ''), ''), 2000) FROM unnest(its.numbers) AS number) END AS numbers
        UNION ALL SELECT '=' || number, NULL FROM unnest(its.numbers) AS number
        UNION ALL SELECT DISTINCT '@' || left(member, 200), NULL FROM unnest(extensions) AS member WHERE member IS NOT NULL
      ) AS terms
      WHERE calls.id = ANY (ids);

    WITH removed AS (
      DELETE FROM call_terms AS known WHERE call_id = ANY (ids) AND NOT EXISTS (
        SELECT FROM unnest(wanted) AS new WHERE new.call_id = known.call_id AND new.tenant_id = known.tenant_id
          AND new.term = known.term AND new.kind = known.kind AND new.started_at = known.started_at
          AND new.numbers IS NOT DISTINCT FROM known.numbers)
      RETURNING known
    ) SELECT array_agg(known) INTO gone FROM removed WHERE (known).term LIKE '=%';
    WITH inserted AS (
      INSERT INTO call_terms SELECT * FROM unnest(wanted) ON CONFLICT DO NOTHING RETURNING call_terms
    ) SELECT array_agg(call_terms) INTO added FROM inserted WHERE (call_terms).term LIKE '=%';

    IF added IS NOT NULL THEN
      -- Who removes one of the numbers is waited for.
      PERFORM FROM seen_numbers JOIN unnest(added) AS new
        ON seen_numbers.tenant_id = new.tenant_id AND seen_numbers.number = substr(new.term, 2)
        ORDER BY seen_numbers.tenant_id, seen_numbers.number FOR KEY SHARE OF seen_numbers;
      INSERT INTO seen_numbers SELECT DISTINCT new.tenant_id, substr(new.term, 2) FROM unnest(added) AS new
        WHERE NOT EXISTS (SELECT FROM seen_numbers AS seen
          WHERE seen.tenant_id = new.tenant_id AND seen.number = substr(new.term, 2));
    END IF;

    IF gone IS NOT NULL THEN
      SELECT array_agg(old) INTO gone FROM unnest(gone) AS old
        WHERE NOT EXISTS (SELECT FROM call_terms AS other WHERE other.tenant_id = old.tenant_id AND other.term = old.term);
    END IF;
    IF gone IS NOT NULL THEN
      -- Who adds a call with one of the numbers is waited for, and seen by the next statement.
      PERFORM FROM seen_numbers JOIN unnest(gone) AS old
        ON seen_numbers.tenant_id = old.tenant_id AND seen_numbers.number = substr(old.term, 2)
        ORDER BY seen_numbers.tenant_id, seen_numbers.number FOR UPDATE OF seen_numbers;
      DELETE FROM seen_numbers USING unnest(gone) AS old
        WHERE seen_numbers.tenant_id = old.tenant_id AND seen_numbers.number = substr(old.term, 2)
          AND NOT EXISTS (SELECT FROM call_terms AS other WHERE other.tenant_id = old.tenant_id AND other.term = old.term);
    END IF;
  END $$`,

  `CREATE FUNCTION index_changed_calls() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    ids uuid[];
  BEGIN
    IF TG_OP = 'INSERT' THEN ids := ARRAY(SELECT id FROM added);
    ELSIF TG_OP = 'DELETE' THEN ids := ARRAY(SELECT id FROM removed);
    ELSE ids := ARRAY(SELECT id FROM added JOIN removed USING (id)
      WHERE row(added.tenant_id, added.started_at, added.direction, added.caller, added.callee, added.dialled, added.extensions)
        IS DISTINCT FROM row(removed.tenant_id, removed.started_at, removed.direction, removed.caller, removed.callee, removed.dialled, removed.extensions));
    END IF;
    IF ids <> '{}' THEN PERFORM index_calls(ids); END IF;
    RETURN NULL;
  END $$`,
  `CREATE FUNCTION index_calls_of_recordings() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    ids uuid[];
  BEGIN
    IF TG_OP = 'INSERT' THEN ids := ARRAY(SELECT DISTINCT call_id FROM added);
    ELSIF TG_OP = 'DELETE' THEN ids := ARRAY(SELECT DISTINCT call_id FROM removed);
    ELSE ids := ARRAY(SELECT DISTINCT unnest(ARRAY[added.call_id, removed.call_id]) FROM added JOIN removed USING (id)
      WHERE added.call_id <> removed.call_id);
    END IF;
    IF ids <> '{}' THEN PERFORM index_calls(ids); END IF;
    RETURN NULL;
  END $$`,
  // Those that go with their recording are of no call any more: the recording's own trigger has them.
  `CREATE FUNCTION index_calls_of_parties() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    ids uuid[];
  BEGIN
    IF TG_OP = 'INSERT' THEN ids := ARRAY(SELECT DISTINCT call_id FROM recordings WHERE id IN (SELECT recording_id FROM added));
    ELSIF TG_OP = 'DELETE' THEN ids := ARRAY(SELECT DISTINCT call_id FROM recordings WHERE id IN (SELECT recording_id FROM removed));
    ELSE ids := ARRAY(SELECT DISTINCT call_id FROM recordings WHERE id IN (
      SELECT recording_id FROM added JOIN removed USING (recording_id, position) WHERE added.number IS DISTINCT FROM removed.number));
    END IF;
    IF ids <> '{}' THEN PERFORM index_calls(ids); END IF;
    RETURN NULL;
  END $$`,

  // A function: whoever puts another table in the place of one of these (by month, say) calls it afterwards.
  `CREATE FUNCTION watch_calls() RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    watched record;
  BEGIN
    FOR watched IN
      SELECT * FROM (VALUES ('calls', 'index_changed_calls'), ('recordings', 'index_calls_of_recordings'), ('call_parties', 'index_calls_of_parties'))
          AS tables (name, function),
        (VALUES ('INSERT', 'NEW TABLE AS added'), ('UPDATE', 'OLD TABLE AS removed NEW TABLE AS added'), ('DELETE', 'OLD TABLE AS removed'))
          AS events (event, rows)
    LOOP
      EXECUTE format('CREATE OR REPLACE TRIGGER %I AFTER %s ON %I REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION %I()',
        watched.name || '_indexed_after_' || lower(watched.event), watched.event, watched.name, watched.rows, watched.function);
    END LOOP;
  END $$`,
  `SELECT watch_calls()`,
  // After the triggers: what is added from now on is indexed at once.
  `INSERT INTO calls_to_index (tenant_id) SELECT id FROM tenants WHERE EXISTS (SELECT FROM calls WHERE calls.tenant_id = tenants.id)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
