import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Who does the work of a recorder whose spool is mirrored: itself, one that takes it over, or (all zeros) whoever comes first.
  `CREATE TABLE recorder_leases (
    recorder_id uuid PRIMARY KEY,
    owner uuid NOT NULL,
    fence integer NOT NULL,
    expires_at timestamptz NOT NULL,
    taken_at timestamptz,
    ended_at timestamptz,
    forgotten boolean NOT NULL DEFAULT false
  )`,
  // Until when a recording that another recorder stored contains its call.
  `CREATE TABLE taken_over_recordings (
    recording_id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    recorder_id uuid NOT NULL,
    until timestamptz NOT NULL,
    taken_at timestamptz NOT NULL
  )`,
  `CREATE INDEX taken_over_recordings_of_tenant ON taken_over_recordings (tenant_id)`,
];
