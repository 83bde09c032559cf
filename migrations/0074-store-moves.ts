import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Where a store is (null: a folder), and where it is being moved to.
  `ALTER TABLE stores ADD COLUMN place text, ADD COLUMN moving_to text`,
  // Objects that a move is copying, or was when it was killed: what has such a row at the new place was not verified.
  `CREATE TABLE store_copies (key text PRIMARY KEY)`,
];
