import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Past holds too decide whether a recording still existed when a longer retention began.
  `CREATE INDEX legal_holds_of_recording ON legal_holds (recording_id)`,
];
