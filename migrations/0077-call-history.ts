import { type Kysely, sql } from 'kysely';

/** Names of numbers, saved searches, and the bands of durations by which calls are found (docs/adr/0021). */
const STATEMENTS = [
  `CREATE TABLE phone_book (
    tenant_id uuid NOT NULL REFERENCES tenants,
    -- As calls have it: E.164, or an extension.
    number text COLLATE "C" NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    -- In small letters without marks, for the search.
    folded_name text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, number)
  )`,

  `CREATE TABLE saved_searches (
    tenant_id uuid NOT NULL REFERENCES tenants,
    user_id uuid NOT NULL REFERENCES users,
    id uuid NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    -- The filters, as the panel's address has them.
    search jsonb NOT NULL,
    PRIMARY KEY (tenant_id, user_id, id),
    CONSTRAINT saved_searches_name UNIQUE (tenant_id, user_id, name)
  )`,

  // Only built-in functions: an index calls it wherever the search path leads. A call that was not answered only rang: it lasted nothing.
  `CREATE FUNCTION call_duration_band(started_at timestamptz, answered_at timestamptz, ended_at timestamptz, reason text)
    RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT width_bucket(CASE WHEN reason = 'not-answered' THEN 0
        ELSE greatest(0, extract(epoch FROM ended_at - coalesce(answered_at, started_at))) END,
      ARRAY[1, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600]::numeric[])::smallint $$`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
