import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // How many legal holds a tenant of the plan may have in force, and for how many days at most; null: no limit.
  `ALTER TABLE plans
    ADD COLUMN max_holds integer CHECK (max_holds >= 0),
    ADD COLUMN max_hold_days integer CHECK (max_hold_days >= 1)`,
];
