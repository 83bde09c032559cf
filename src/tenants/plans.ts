import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { Database } from '../platform/postgres/index.ts';

/** A plan of the hosted PBX. */
export interface Plan {
  readonly name: string;
  readonly includesRecording: boolean;
  /** The most legal holds in force of a tenant; null: no limit. */
  readonly maxHolds: number | null;
  /** The most days of a legal hold; null: no limit. */
  readonly maxHoldDays: number | null;
  /** The tenants that have it keep it; no other gets it. */
  readonly isRetired: boolean;
}

export async function listPlans(db: Database): Promise<Plan[]> {
  return db
    .selectFrom('plans')
    .select([
      'name',
      'includes_recording as includesRecording',
      'max_holds as maxHolds',
      'max_hold_days as maxHoldDays',
      sql<boolean>`retired_at IS NOT NULL`.as('isRetired'),
    ])
    .orderBy('name')
    .execute();
}

/** The plan with a name. Throws `plan-unknown`. */
export async function requirePlan(db: Database, name: string): Promise<Plan> {
  const plans = await listPlans(db);
  const plan = plans.find((one) => one.name === name);
  if (plan === undefined) {
    const names = plans.map((one) => one.name).join(', ');
    throw new AppError('plan-unknown', `there is no plan ${name}; there are ${names}`);
  }
  return plan;
}

/** The plan with a name, for a tenant that does not have it yet. Throws `plan-unknown`, `plan-retired`. */
export async function requireOfferedPlan(db: Database, name: string): Promise<Plan> {
  const plan = await requirePlan(db, name);
  if (plan.isRetired) throw new AppError('plan-retired', `the plan ${name} is retired: no other tenant gets it`);
  return plan;
}
