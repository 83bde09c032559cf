import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // How the customer's server refused to show a file that it had confirmed; null: what it has was verified.
  'ALTER TABLE packages ADD COLUMN not_verified text',
];
