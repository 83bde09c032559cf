import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // What the caller dialled, where it is not the callee's number: a feature code, a hunt group.
  await sql`ALTER TABLE calls ADD COLUMN dialled text`.execute(db);
}
