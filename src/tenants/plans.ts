import type { AuditEvent, AuditLog } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';

/** A plan of the hosted PBX. */
export interface Plan {
  readonly name: string;
  readonly includesRecording: boolean;
  /** The most legal holds in force of a tenant; null: no limit. */
  readonly maxHolds: number | null;
  /** The most days of a legal hold; null: no limit. */
  readonly maxHoldDays: number | null;
}

export async function listPlans(db: Database): Promise<Plan[]> {
  return db
    .selectFrom('plans')
    .select([
      'name',
      'includes_recording as includesRecording',
      'max_holds as maxHolds',
      'max_hold_days as maxHoldDays',
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

interface HoldLimitsDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly by: Pick<AuditEvent, 'actor' | 'address'>;
}

/**
 * Sets how many legal holds a tenant of a plan may have, and for how many days. Existing holds stay as they are. Throws
 * `plan-unknown`.
 */
export function setHoldLimits(
  { db, audit, by }: HoldLimitsDeps,
  { plan, maxHolds, maxHoldDays }: Pick<Plan, 'maxHolds' | 'maxHoldDays'> & { readonly plan: string },
): Promise<Plan> {
  return inTransaction(db, async (transaction) => {
    const before = await requirePlan(transaction, plan);
    await transaction
      .updateTable('plans')
      .set({ max_holds: maxHolds, max_hold_days: maxHoldDays })
      .where('name', '=', plan)
      .execute();
    const detail = { plan, maxHolds, maxHoldDays };
    const { actor, address } = by;
    const event = { tenantId: null, actor, address, action: 'hold-limits-set', subject: null, detail } as const;
    await audit.record(event, transaction);
    return { ...before, maxHolds, maxHoldDays };
  });
}
