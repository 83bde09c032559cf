import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // A tenant sees how many of its recordings are being prepared, and when they are expected.
  `ALTER TABLE recorders ADD COLUMN waiting_of_tenants jsonb`,
];
