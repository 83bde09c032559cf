import { type Kysely, sql } from 'kysely';

/**
 * Two transactions that removed the last two calls with a number at the same time took each other's for one that stays: the number was kept.
 * And calls are indexed with less work: a recording changes rows instead of writing them anew, and parties that its call is found by
 * already change nothing. Otherwise as in 0066.
 */
const STATEMENTS = [
  `CREATE OR REPLACE FUNCTION index_calls(ids uuid[]) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
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
      CROSS JOIN LATERAL (SELECT coalesce(' ' || array_to_string(its.numbers, ' '), '') AS text) AS joined
      CROSS JOIN LATERAL (
        -- The row of an index has at most 2.7 kB.
        SELECT '' AS term, CASE WHEN octet_length(joined.text) <= 2000 THEN joined.text END AS numbers
        UNION ALL SELECT '=' || number, NULL FROM unnest(its.numbers) AS number
        UNION ALL SELECT DISTINCT '@' || left(member, 200), NULL FROM unnest(extensions) AS member WHERE member IS NOT NULL
      ) AS terms
      WHERE calls.id = ANY (ids);

    WITH removed AS (
      DELETE FROM call_terms AS known WHERE call_id = ANY (ids) AND NOT EXISTS (
        SELECT FROM unnest(wanted) AS new
        WHERE new.call_id = known.call_id AND new.tenant_id = known.tenant_id AND new.term = known.term)
      RETURNING known
    ) SELECT array_agg(known) INTO gone FROM removed WHERE (known).term LIKE '=%';
    UPDATE call_terms AS known SET kind = new.kind, started_at = new.started_at, numbers = new.numbers
      FROM unnest(wanted) AS new
      WHERE known.call_id = ANY (ids) AND new.call_id = known.call_id AND new.tenant_id = known.tenant_id AND new.term = known.term
        AND row(new.kind, new.started_at, new.numbers) IS DISTINCT FROM row(known.kind, known.started_at, known.numbers);
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
      -- Who removes numbers of the same tenant is waited for: neither sees that the other's calls are going.
      PERFORM pg_advisory_xact_lock(hashtextextended('fonoteka numbers ' || tenant_id, 0))
        FROM (SELECT DISTINCT tenant_id FROM unnest(gone) ORDER BY tenant_id) AS tenants_of_gone;
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

  // Those that go with their recording are of no call any more: the recording's own trigger has them.
  `CREATE OR REPLACE FUNCTION index_calls_of_parties() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
  DECLARE
    ids uuid[];
  BEGIN
    IF TG_OP = 'INSERT' THEN
      ids := ARRAY(SELECT DISTINCT call_id FROM recordings WHERE id IN (SELECT recording_id FROM added));
      -- From here on nobody takes a number from these calls.
      PERFORM FROM calls WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
      ids := ARRAY(SELECT DISTINCT call_id FROM added JOIN recordings ON recordings.id = added.recording_id
        WHERE number IS NOT NULL AND NOT EXISTS (SELECT FROM call_terms
          WHERE call_terms.call_id = recordings.call_id AND call_terms.term = '=' || left(number, 200)));
    ELSIF TG_OP = 'DELETE' THEN ids := ARRAY(SELECT DISTINCT call_id FROM recordings WHERE id IN (SELECT recording_id FROM removed));
    ELSE ids := ARRAY(SELECT DISTINCT call_id FROM recordings WHERE id IN (
      SELECT recording_id FROM added JOIN removed USING (recording_id, position) WHERE added.number IS DISTINCT FROM removed.number));
    END IF;
    IF ids <> '{}' THEN PERFORM index_calls(ids); END IF;
    RETURN NULL;
  END $$`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
