import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // The SIP messages of recording sessions, for some hours. Without foreign keys: a session outlives nothing, and nothing waits for it.
  `CREATE TABLE session_traces (
    id uuid PRIMARY KEY,
    source_id uuid,
    tenant_id uuid,
    recording_id uuid,
    call_id uuid,
    started_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    result text,
    ended text,
    status integer,
    messages integer NOT NULL,
    left_out integer NOT NULL
  )`,
  `CREATE INDEX session_traces_by_start ON session_traces (started_at)`,
  `CREATE INDEX session_traces_of_tenant ON session_traces (tenant_id, started_at)`,
  // sealed: gzipped JSON, an array of \`TracedMessage\`, sealed by a key of the key store.
  `CREATE TABLE session_trace_parts (
    trace_id uuid NOT NULL REFERENCES session_traces ON DELETE CASCADE,
    part integer NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (trace_id, part)
  )`,
];
