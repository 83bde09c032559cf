import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // A legal hold has a monthly price of its own in each plan; without one it is free.
  `ALTER TABLE prices
    DROP CONSTRAINT prices_service_check,
    DROP CONSTRAINT prices_check,
    ADD CONSTRAINT prices_service_check CHECK (service IN ('plan', 'extended-retention', 'push', 'legal-hold')),
    ADD CONSTRAINT prices_of_plans CHECK ((service IN ('plan', 'legal-hold')) = (plan IS NOT NULL))`,
];
