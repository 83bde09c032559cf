import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // How many files each process sends under a limit of bandwidth, written each second: by it the limit is shared. Nothing of it matters
  // after a crash of the database. key: `tenant:ID` or `file-credential:ID`.
  `CREATE UNLOGGED TABLE file_transfers (
    key text NOT NULL,
    process_id uuid NOT NULL,
    transfers integer NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (key, process_id)
  )`,
  `CREATE INDEX file_transfers_by_seen ON file_transfers (seen_at)`,
];
