import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

/** Nobody uses the plans and prices of 0001 and 0002 yet, and the operator has changed none. */
const UNTOUCHED = `NOT EXISTS (SELECT FROM tenants) AND NOT EXISTS (SELECT FROM prices WHERE set_by <> 'price list')
  AND NOT EXISTS (SELECT FROM plans WHERE max_holds IS NOT NULL OR max_hold_days IS NOT NULL)`;

const STATEMENTS = [
  // A retired plan is kept for the tenants that have it, and is given to no other.
  `ALTER TABLE plans ADD COLUMN retired_at timestamptz`,
  // The first plans and prices come from a step after the migrations (`new-installation.ts`), not from 0001 and 0002.
  `CREATE TEMPORARY TABLE untouched_plans ON COMMIT DROP AS SELECT name FROM plans WHERE ${UNTOUCHED}`,
  `DELETE FROM prices WHERE EXISTS (SELECT FROM untouched_plans)`,
  `DELETE FROM plans WHERE EXISTS (SELECT FROM untouched_plans)`,
];
