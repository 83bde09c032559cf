import { sql } from 'kysely';
import type { TenantId } from '../../src/base/ids.ts';
import type { Database } from '../../src/platform/postgres/index.ts';

/** Tenants of the seeded database by their share of all calls: one has a fifth, most are small. */
export const BIG = '01900000-0000-7000-8000-000000000001' as TenantId;
/** Every hundredth call is of one of these. */
export const SMALL = '01900000-0000-7000-8000-000000000002' as TenantId;
const OTHERS = 200;

/** Of the big tenant: where nearly every call arrives, and which few agents take. */
export const MAIN_NUMBER = '+48221000000';
/** A mobile number of one call, in the middle of the time. */
export const RARE_NUMBER = '+48799123456';

const YEARS = 3;
/** The last call begins here. */
export const SEEDED_UNTIL = Date.parse('2026-06-01T00:00:00Z');
const FIRST = SEEDED_UNTIL - YEARS * 365 * 86_400_000;

/** Tags, and of each how many calls there are for one with it. */
const TAGS = "('reklamacja', 50), ('oferta', 1000), ('rzadki', 50000)";
/** Who wrote notes, tags and marks: no account any more. */
const WRITER = '01900000-0000-7000-8000-00000000ffff';

/** Tables that are filled, in order. */
const TABLES = [
  'calls',
  'recordings',
  'call_parties',
  'call_terms',
  'seen_numbers',
  'call_tags',
  'call_notes',
  'call_reviews',
] as const;

/** So many calls in one statement. */
const PER_STATEMENT = 250_000;

/**
 * Fills a migrated database with calls of three years, evenly spread, the tenants among one another as they arrive; nine of ten are recorded, of the
 * big tenant all but one of a thousand. Each number of the public network is in some eight calls. Deterministic.
 */
export async function seed(db: Database, calls: number): Promise<void> {
  await db.connection().execute(async (session) => {
    const run = (text: string) => sql.raw(text).execute(session);
    await run('SET statement_timeout = 0');
    await run(`INSERT INTO tenants (id, name) SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Firma ' || n
      FROM generate_series(1, ${OTHERS + 2}) AS n`);
    // The index is filled by the same statement for many calls at once.
    for (const table of TABLES) await run(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    const rebuild = await withoutIndexes(session);
    for (let first = 1; first <= calls; first += PER_STATEMENT) {
      const part = { first, last: Math.min(calls, first + PER_STATEMENT - 1), calls };
      for (const text of statementsFor(part)) await run(text);
    }
    await run(
      `INSERT INTO seen_numbers SELECT DISTINCT tenant_id, substr(term, 2) FROM call_terms WHERE term LIKE '=%'`,
    );
    await run(`INSERT INTO phone_book SELECT tenant_id, number, 'Osoba ' || n, CASE WHEN n % 500 = 0 THEN 'jan kowalski' ELSE 'osoba ' || n END, now()
      FROM (SELECT *, row_number() OVER (PARTITION BY tenant_id ORDER BY number) AS n FROM seen_numbers
        WHERE tenant_id IN ('${BIG}', '${SMALL}')) AS numbered WHERE n <= 10000`);
    for (const text of rebuild) await run(text);
    for (const table of TABLES) await run(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    for (const table of TABLES) await run(`VACUUM ANALYZE ${table}`);
    await run('RESET statement_timeout');
  });
}

/** Drops the indexes that are no constraints; returns the statements that make them again, all at once. */
async function withoutIndexes(db: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string; definition: string }>`
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
    WHERE indrelid = ANY (${[...TABLES]}::regclass[]) AND NOT indisprimary
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
      AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = indexrelid)`.execute(db);
  for (const { name } of rows) await sql.raw(`DROP INDEX ${name}`).execute(db);
  return rows.map(({ definition }) => definition);
}

interface Part {
  readonly first: number;
  readonly last: number;
  readonly calls: number;
}

/** A number between 0 and 2^28, the same for the same text. */
const random = (text: string): string => `('x' || substr(md5(${text}), 1, 7))::bit(28)::int`;
const uuid = (of: string): string =>
  `(lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5('${of}' || n), 1, 3)
    || '8' || substr(md5('${of}' || n), 4, 15))::uuid`;

function statementsFor({ first, last, calls }: Part): string[] {
  const perCall = (SEEDED_UNTIL - FIRST) / calls;
  return [
    // OFFSET 0: each step is calculated once.
    `CREATE TEMPORARY TABLE seeded AS
      SELECT n, at, ${uuid('c')} AS id, ${uuid('r')} AS recording_id, tenant_id, direction, recorded, third, caller, callee, dialled, extensions,
        (CASE direction WHEN 'inbound' THEN 0 WHEN 'outbound' THEN 2 ELSE 4 END + recorded::int)::smallint AS kind,
        ARRAY(SELECT number FROM unnest(ARRAY[caller, callee, dialled, CASE WHEN recorded AND n % 4 = 3 THEN third END]) AS number
          WHERE number IS NOT NULL GROUP BY number ORDER BY number COLLATE "C") AS numbers
      FROM generate_series(${first}, ${last}) AS n
      CROSS JOIN LATERAL (SELECT ${random(`'t' || n`)} % 1000 AS share, ${random(`'d' || n`)} % 100 AS way, ${random(`'r' || n`)} % 1000 AS luck,
        date_trunc('milliseconds', timestamptz '${new Date(FIRST).toISOString()}' + ${perCall}::float8 * n * interval '1 millisecond') AS at OFFSET 0) AS one
      CROSS JOIN LATERAL (SELECT CASE WHEN share < 200 THEN 1 WHEN share < 210 THEN 2 ELSE 3 + ${random(`'o' || n`)} % ${OTHERS} END AS tenant OFFSET 0) AS two
      CROSS JOIN LATERAL (SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(tenant), 12, '0'))::uuid AS tenant_id,
        (100 + ${random(`'e' || n`)} % CASE tenant WHEN 1 THEN 800 ELSE 20 END)::text AS member,
        1 + ${calls} / CASE tenant WHEN 1 THEN 20 WHEN 2 THEN 800 ELSE 2000 END AS known,
        '+4822' || lpad((tenant * 1000000::bigint % 10000000 + CASE WHEN luck < 700 THEN 0 ELSE luck % 50 END)::text, 7, '0') AS inside,
        CASE WHEN way < 45 THEN 'inbound' WHEN way < 90 THEN 'outbound' ELSE 'internal' END AS direction,
        CASE WHEN tenant = 1 THEN luck > 0 ELSE luck >= 100 END AS recorded,
        CASE WHEN luck % 50 = 3 THEN '+48' || (600000000 + ${random(`'q' || n`)} % 90000000) END AS third OFFSET 0) AS three
      CROSS JOIN LATERAL (SELECT CASE WHEN n = ${Math.floor(calls / 2)} THEN '${RARE_NUMBER}'
        ELSE '+48' || (500000000 + (${random(`tenant || 'n' || (${random(`'p' || n`)} % known)`)} * 7::bigint) % 290000000) END AS outside OFFSET 0) AS four
      CROSS JOIN LATERAL (SELECT CASE direction WHEN 'inbound' THEN outside WHEN 'outbound' THEN inside ELSE member END AS caller,
        CASE direction WHEN 'inbound' THEN inside WHEN 'outbound' THEN outside ELSE (100 + ${random(`'f' || n`)} % 20)::text END AS callee,
        CASE WHEN luck % 100 = 7 AND direction = 'inbound' THEN '+4880' || (1000000 + tenant) END AS dialled OFFSET 0) AS five
      CROSS JOIN LATERAL (SELECT ARRAY(SELECT DISTINCT unnest(CASE direction WHEN 'internal' THEN ARRAY[member, callee] ELSE ARRAY[member] END)) AS extensions OFFSET 0) AS six`,
    `INSERT INTO calls (id, tenant_id, started_at, answered_at, ended_at, direction, caller, callee, dialled, extensions, no_recording_reason, correlation_id)
      SELECT id, tenant_id, at, at + interval '5 s', at + interval '5 s' + (CASE WHEN n % 100 = 0 THEN 3600 WHEN n % 20 = 1 THEN 5 ELSE 60 + n % 200 END) * interval '1 s', direction, caller, callee, dialled, extensions,
        CASE WHEN NOT recorded THEN 'recording-off' END, 'call-' || n FROM seeded`,
    `INSERT INTO recordings (id, tenant_id, call_id, started_at, warsaw_day, file_name, object_key, size_bytes, duration_ms, sha256, waveform, stored_at, key_id, wrapped_key)
      SELECT recording_id, tenant_id, id, at, (at AT TIME ZONE 'Europe/Warsaw')::date, to_char(at AT TIME ZONE 'Europe/Warsaw', 'YYYY-MM-DD_HH24-MI-SS') || '_' || n || '.mp3',
        'objects/' || n, 240000, 60000, sha256(n::text::bytea), '{}', at + interval '66 s', 'k', '\\x00' FROM seeded WHERE recorded`,
    `INSERT INTO call_parties (recording_id, position, number, side, from_at, until_at, from_ms, until_ms)
      SELECT recording_id, party.position, party.number, party.side, at, at + interval '60 s', 0, 60000 FROM seeded
        CROSS JOIN LATERAL (VALUES (0, caller, 'caller'), (1, coalesce(third, callee), 'callee')) AS party (position, number, side)
        WHERE recorded AND n % 4 = 3`,
    `INSERT INTO call_terms (tenant_id, term, kind, started_at, call_id, numbers)
      SELECT tenant_id, terms.term, kind, at, id, terms.numbers FROM seeded
        CROSS JOIN LATERAL (
          SELECT '' AS term, (SELECT string_agg(' ' || number, '') FROM unnest(seeded.numbers) AS number) AS numbers
          UNION ALL SELECT '=' || number, NULL FROM unnest(seeded.numbers) AS number
          UNION ALL SELECT '@' || extension, NULL FROM unnest(extensions) AS extension
          UNION ALL SELECT '#' || tag, NULL FROM (VALUES ${TAGS}) AS tags (tag, every) WHERE n % every = 7
          UNION ALL SELECT '*', NULL WHERE n % 100 = 3
          UNION ALL SELECT CASE n % 500 WHEN 9 THEN '!open' ELSE '!done' END, NULL WHERE n % 500 IN (9, 10)) AS terms`,
    `INSERT INTO call_tags SELECT tenant_id, id, tag, '${WRITER}', at FROM seeded, (VALUES ${TAGS}) AS tags (tag, every) WHERE n % every = 7`,
    `INSERT INTO call_notes (tenant_id, call_id, id, text, author_id, created_at)
      SELECT tenant_id, id, recording_id, 'Klient prosi o oddzwonienie w sprawie ' || CASE WHEN n % 5000 = 3 THEN 'zwrotu towaru' ELSE 'oferty' END || ', numer ' || n, '${WRITER}', at
      FROM seeded WHERE n % 100 = 3`,
    `INSERT INTO call_reviews (tenant_id, call_id, for_user_id, from_user_id, created_at, done_at)
      SELECT tenant_id, id, '${WRITER}', '${WRITER}', at, CASE n % 500 WHEN 10 THEN at END FROM seeded WHERE n % 500 IN (9, 10)`,
    `DROP TABLE seeded`,
  ];
}
