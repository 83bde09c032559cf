import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // One tenant's calls that cannot be archived delay no other tenant's daily package.
  `ALTER TABLE recorders ADD COLUMN unarchived_of_tenants jsonb`,
];
