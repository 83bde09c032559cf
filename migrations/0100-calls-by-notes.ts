import { type Kysely, sql } from 'kysely';

/**
 * Calls are found by what people wrote about them, too (docs/adr/0013): `call_terms` has `#` and each tag, `*` of a call with notes, `!open` or
 * `!done` of one that is marked for review. `index_calls` is otherwise as in 0075, `watch_calls` as in 0066.
 */
const STATEMENTS = [
  `CREATE OR REPLACE FUNCTION index_calls(ids uuid[]) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
  DECLARE
    wanted call_terms[];
    replaced call_terms[];
    added call_terms[];
    gone call_terms[];
  BEGIN
    -- Who adds to the same call waits, and then sees what was added.
    PERFORM FROM calls WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;

    SELECT array_agg(row(calls.tenant_id, terms.term,
        CASE direction WHEN 'inbound' THEN 0 WHEN 'outbound' THEN 2 ELSE 4 END
          + EXISTS (SELECT FROM recordings WHERE recordings.call_id = calls.id OFFSET 0)::int,
        calls.started_at, calls.id, terms.numbers)::call_terms)
      INTO wanted
      FROM calls
      CROSS JOIN LATERAL (
        SELECT array_agg(DISTINCT left(number, 200) COLLATE "C") AS numbers FROM (
          SELECT unnest(ARRAY[caller, callee, dialled]) AS number
          UNION ALL SELECT parties.number FROM recordings
            CROSS JOIN LATERAL (SELECT number FROM call_parties WHERE recording_id = recordings.id OFFSET 0) AS parties
            WHERE recordings.call_id = calls.id
        ) AS every WHERE number IS NOT NULL
      ) AS its
      CROSS JOIN LATERAL (SELECT coalesce(' ' || array_to_string(its.numbers, ' '), '') AS text) AS joined
      CROSS JOIN LATERAL (
        -- The row of an index has at most 2.7 kB.
        SELECT '' AS term, CASE WHEN octet_length(joined.text) <= 2000 THEN joined.text END AS numbers
        UNION ALL SELECT '=' || number, NULL FROM unnest(its.numbers) AS number
        UNION ALL SELECT DISTINCT '@' || left(member, 200), NULL FROM unnest(extensions) AS member WHERE member IS NOT NULL
        UNION ALL SELECT '#' || tag, NULL FROM (SELECT tag FROM call_tags
          WHERE tenant_id = calls.tenant_id AND call_id = calls.id OFFSET 0) AS tags
        UNION ALL SELECT '*', NULL WHERE EXISTS (SELECT FROM call_notes
          WHERE tenant_id = calls.tenant_id AND call_id = calls.id OFFSET 0)
        UNION ALL SELECT CASE WHEN reviews.is_open THEN '!open' ELSE '!done' END, NULL FROM (SELECT bool_or(done_at IS NULL) AS is_open
          FROM call_reviews WHERE tenant_id = calls.tenant_id AND call_id = calls.id OFFSET 0) AS reviews WHERE reviews.is_open IS NOT NULL
      ) AS terms
      WHERE calls.id = ANY (ids);

    WITH removed AS (
      DELETE FROM call_terms AS known WHERE call_id = ANY (ids) AND NOT EXISTS (
        SELECT FROM unnest(wanted) AS new WHERE new.call_id = known.call_id AND new.tenant_id = known.tenant_id
          AND new.term = known.term AND new.kind = known.kind AND new.started_at = known.started_at
          AND new.numbers IS NOT DISTINCT FROM known.numbers)
      RETURNING known
    ) SELECT array_agg(known) INTO replaced FROM removed WHERE (known).term LIKE '=%';
    WITH inserted AS (
      INSERT INTO call_terms SELECT * FROM unnest(wanted) ON CONFLICT DO NOTHING RETURNING call_terms
    ) SELECT array_agg(call_terms) INTO added FROM inserted WHERE (call_terms).term LIKE '=%';
    -- A call that only has a recording now, or another start or direction, keeps its numbers.
    IF replaced IS NOT NULL THEN
      SELECT array_agg(old) INTO gone FROM unnest(replaced) AS old WHERE NOT EXISTS (SELECT FROM unnest(added) AS new
        WHERE new.call_id = old.call_id AND new.tenant_id = old.tenant_id AND new.term = old.term);
      SELECT array_agg(new) INTO added FROM unnest(added) AS new WHERE NOT EXISTS (SELECT FROM unnest(replaced) AS old
        WHERE new.call_id = old.call_id AND new.tenant_id = old.tenant_id AND new.term = old.term);
    END IF;

    IF added IS NOT NULL THEN
      -- Who removes one of the numbers is waited for.
      PERFORM FROM (SELECT DISTINCT tenant_id, substr(term, 2) AS number FROM unnest(added) ORDER BY tenant_id, number) AS new
        CROSS JOIN LATERAL (SELECT FROM seen_numbers WHERE tenant_id = new.tenant_id AND number = new.number FOR KEY SHARE) AS seen;
      INSERT INTO seen_numbers
        SELECT DISTINCT new.tenant_id, substr(new.term, 2) FROM unnest(added) AS new WHERE NOT EXISTS (
          SELECT FROM seen_numbers WHERE tenant_id = new.tenant_id AND number = substr(new.term, 2) OFFSET 0);
    END IF;

    IF gone IS NOT NULL THEN
      -- Who removes numbers of the same tenant is waited for: neither sees that the other's calls are going.
      PERFORM pg_advisory_xact_lock(hashtextextended('fonoteka numbers ' || tenant_id, 0))
        FROM (SELECT DISTINCT tenant_id FROM unnest(gone) ORDER BY tenant_id) AS tenants_of_gone;
      SELECT array_agg(old) INTO gone FROM unnest(gone) AS old WHERE NOT EXISTS (
        SELECT FROM call_terms WHERE tenant_id = old.tenant_id AND term = old.term OFFSET 0);
    END IF;
    IF gone IS NOT NULL THEN
      -- Who adds a call with one of the numbers is waited for, and seen by the next statement.
      PERFORM FROM (SELECT DISTINCT tenant_id, substr(term, 2) AS number FROM unnest(gone) ORDER BY tenant_id, number) AS old
        CROSS JOIN LATERAL (SELECT FROM seen_numbers WHERE tenant_id = old.tenant_id AND number = old.number FOR UPDATE) AS seen;
      DELETE FROM seen_numbers WHERE ctid = ANY (ARRAY(
        SELECT seen.place FROM unnest(gone) AS old
          CROSS JOIN LATERAL (SELECT ctid AS place FROM seen_numbers
            WHERE tenant_id = old.tenant_id AND number = substr(old.term, 2) OFFSET 0) AS seen
          WHERE NOT EXISTS (SELECT FROM call_terms WHERE tenant_id = old.tenant_id AND term = old.term OFFSET 0)));
    END IF;
  END $$`,

  // A change of a note's text changes no term; a merge of two calls moves rows.
  `CREATE FUNCTION index_calls_of_notes() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    ids uuid[];
  BEGIN
    IF TG_OP = 'INSERT' THEN ids := ARRAY(SELECT DISTINCT call_id FROM added);
    ELSIF TG_OP = 'DELETE' THEN ids := ARRAY(SELECT DISTINCT call_id FROM removed);
    ELSE ids := ARRAY(SELECT call_id FROM added UNION SELECT call_id FROM removed);
    END IF;
    IF ids <> '{}' THEN PERFORM index_calls(ids); END IF;
    RETURN NULL;
  END $$`,

  `CREATE OR REPLACE FUNCTION watch_calls() RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    watched record;
  BEGIN
    FOR watched IN
      SELECT * FROM (VALUES ('calls', 'index_changed_calls'), ('recordings', 'index_calls_of_recordings'), ('call_parties', 'index_calls_of_parties'),
            ('call_tags', 'index_calls_of_notes'), ('call_notes', 'index_calls_of_notes'), ('call_reviews', 'index_calls_of_notes'))
          AS tables (name, function),
        (VALUES ('INSERT', 'NEW TABLE AS added'), ('UPDATE', 'OLD TABLE AS removed NEW TABLE AS added'), ('DELETE', 'OLD TABLE AS removed'))
          AS events (event, rows)
    LOOP
      EXECUTE format('CREATE OR REPLACE TRIGGER %I AFTER %s ON %I REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION %I()',
        watched.name || '_indexed_after_' || lower(watched.event), watched.event, watched.name, watched.rows, watched.function);
    END LOOP;
  END $$`,
  `SELECT watch_calls()`,
  // After the triggers: what is written from now on is indexed at once.
  `SELECT index_calls(ARRAY(SELECT call_id FROM call_tags UNION SELECT call_id FROM call_notes UNION SELECT call_id FROM call_reviews))`,

  // In small letters without marks, as people type in a hurry. Only built-in functions: an index calls it wherever the search path leads.
  `CREATE FUNCTION folded_note(text text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(lower(translate(text, 'ĄĆĘŁŃÓŚŹŻąćęłńóśźżÄÖÜäöüÁÉÍÚÝáéíúýČĎĚŇŘŠŤŮŽčďěňřšťůž',
      'ACELNOSZZacelnoszzAOUaouAEIUYaeiuyCDENRSTUZcdenrstuz') COLLATE "C"), '\\s+', ' ', 'g') $$`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
