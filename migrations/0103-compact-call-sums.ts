import { type Kysely, sql } from 'kysely';

const SUMS = `calls integer NOT NULL,
    recorded integer NOT NULL,
    not_answered integer NOT NULL,
    duration_ms bigint NOT NULL,
    measured integer NOT NULL,
    caller_ms bigint NOT NULL,
    callee_ms bigint NOT NULL,
    silence_ms bigint NOT NULL,
    longest_silence_ms integer NOT NULL,
    long_silences integer NOT NULL`;

/**
 * Of all calls of a tenant, what `call_statistics` adds up to: by hour, and by extension (docs/adr/0028). Whoever sees all calls is answered from these. The sums are made
 * anew by their job, with the rows of these tables; until then the calls are counted, as after 0091.
 */
const STATEMENTS = [
  `CREATE TABLE call_statistics_hours (
    tenant_id uuid NOT NULL REFERENCES tenants,
    day date NOT NULL,
    hour smallint NOT NULL,
    direction text NOT NULL,
    ${SUMS},
    PRIMARY KEY (tenant_id, day, hour, direction)
  )`,
  `CREATE TABLE call_statistics_extensions (
    tenant_id uuid NOT NULL REFERENCES tenants,
    day date NOT NULL,
    -- A call counts for each that took part.
    extension text NOT NULL,
    direction text NOT NULL,
    ${SUMS},
    PRIMARY KEY (tenant_id, day, extension, direction)
  )`,
  `TRUNCATE call_statistics, call_statistics_spans`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
