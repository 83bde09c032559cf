import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // Who took part in a recorded session and when, transfers included. Goes with its recording's row.
  `CREATE TABLE call_parties (
    recording_id uuid NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
    position integer NOT NULL,
    number text,
    side text NOT NULL,
    from_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL,
    from_ms integer NOT NULL,
    until_ms integer NOT NULL,
    PRIMARY KEY (recording_id, position)
  )`,
  `CREATE INDEX call_parties_by_number ON call_parties (number) WHERE number IS NOT NULL`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
