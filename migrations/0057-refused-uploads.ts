import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Uploads whose audio could not be used, for a day. Without foreign keys, as the traces: nothing waits for them.
  `CREATE TABLE refused_uploads (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    source_id uuid NOT NULL,
    -- That it would have been.
    recording_id uuid NOT NULL,
    caller text,
    callee text,
    started_at timestamptz NOT NULL,
    -- JSON of \`ReportedCall\`.
    call jsonb NOT NULL,
    code text NOT NULL,
    reason text NOT NULL,
    begins_as text NOT NULL,
    size_bytes bigint NOT NULL,
    -- What counts for the limits; 0: not stored.
    stored_bytes bigint NOT NULL,
    times integer NOT NULL,
    refused_at timestamptz NOT NULL,
    -- The first instant at which nobody can read it.
    ends_at timestamptz NOT NULL,
    -- Until then a process may still be storing its object.
    storing_until timestamptz,
    wrapped_key bytea
  )`,
  `CREATE INDEX refused_uploads_by_end ON refused_uploads (ends_at)`,
  `CREATE INDEX refused_uploads_of_tenant ON refused_uploads (tenant_id, refused_at)`,
];
