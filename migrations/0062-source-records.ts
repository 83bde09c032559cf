import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // The last requests with call records of a source, for a day. Without foreign keys: nothing waits for them.
  // sealed: gzipped JSON, a \`KeptRequest\`, sealed by a key of the key store.
  `CREATE TABLE source_records (
    id uuid PRIMARY KEY,
    source_id uuid NOT NULL,
    received_at timestamptz NOT NULL,
    records integer NOT NULL,
    sealed bytea NOT NULL
  )`,
  `CREATE INDEX source_records_of_source ON source_records (source_id, received_at)`,
  `CREATE INDEX source_records_by_time ON source_records (received_at)`,
];
