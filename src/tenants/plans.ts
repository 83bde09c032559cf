import { AppError } from '../base/errors.ts';
import type { Database } from '../platform/postgres/index.ts';

/** A plan of the hosted PBX. */
export interface Plan {
  readonly name: string;
  readonly includesRecording: boolean;
}

export async function listPlans(db: Database): Promise<Plan[]> {
  return db.selectFrom('plans').select(['name', 'includes_recording as includesRecording']).orderBy('name').execute();
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
