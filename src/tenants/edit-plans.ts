import { sql } from 'kysely';
import type { AuditEvent, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { listPlans, type Plan, requirePlan } from './plans.ts';

export interface PlanEditDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly by: Pick<AuditEvent, 'actor' | 'address'>;
}

/** As an invoice's line shows it. */
const MAX_NAME_CHARS = 60;

/** Adds a plan; tenants can have it at once, and it is free until it has a price. Throws `request-invalid`, `plan-exists`. */
export async function addPlan(
  deps: PlanEditDeps,
  { name: given, includesRecording }: Pick<Plan, 'name' | 'includesRecording'>,
): Promise<Plan> {
  const name = given.trim();
  if (name === '' || name.length > MAX_NAME_CHARS || /\p{Cc}/u.test(name)) {
    throw new AppError('request-invalid', `the name of a plan has 1 to ${MAX_NAME_CHARS} characters`);
  }
  return inTransaction(deps.db, async (transaction) => {
    await lockPlans(transaction);
    const isSame = (one: Plan): boolean => one.name.toLowerCase() === name.toLowerCase();
    const same = (await listPlans(transaction)).find(isSame);
    if (same !== undefined) throw new AppError('plan-exists');
    await transaction.insertInto('plans').values({ name, includes_recording: includesRecording }).execute();
    await record(deps, transaction, { action: 'plan-added', detail: { plan: name, includesRecording } });
    return requirePlan(transaction, name);
  });
}

export interface PlanChange {
  readonly includesRecording?: boolean | undefined;
  readonly isRetired?: boolean | undefined;
}

/**
 * Changes a plan; what is not given stays. Recording can be taken out of a plan only while no tenant has it or will have it.
 * Throws `plan-unknown`, `plan-in-use`.
 */
export function editPlan(deps: PlanEditDeps, plan: string, change: PlanChange): Promise<Plan> {
  return inTransaction(deps.db, async (transaction) => {
    await lockPlans(transaction);
    const before = await requirePlan(transaction, plan);
    const { includesRecording = before.includesRecording, isRetired = before.isRetired } = change;
    if (includesRecording !== before.includesRecording) {
      if (!includesRecording) await requireUnused(transaction, plan, deps.clock.now());
      await record(deps, transaction, { action: 'plan-edited', detail: { plan, includesRecording } });
    }
    if (isRetired !== before.isRetired) {
      await record(deps, transaction, { action: isRetired ? 'plan-retired' : 'plan-offered-again', detail: { plan } });
    }
    await transaction
      .updateTable('plans')
      .set({ includes_recording: includesRecording })
      .$if(isRetired !== before.isRetired, (query) =>
        query.set({ retired_at: isRetired ? new Date(deps.clock.now()) : null }),
      )
      .where('name', '=', plan)
      .execute();
    return { ...before, includesRecording, isRetired };
  });
}

/**
 * Sets how many legal holds a tenant of a plan may have, and for how many days. Existing holds stay as they are. Throws
 * `plan-unknown`.
 */
export function setHoldLimits(
  deps: Omit<PlanEditDeps, 'clock'>,
  { plan, maxHolds, maxHoldDays }: Pick<Plan, 'maxHolds' | 'maxHoldDays'> & { readonly plan: string },
): Promise<Plan> {
  return inTransaction(deps.db, async (transaction) => {
    const before = await requirePlan(transaction, plan);
    await transaction
      .updateTable('plans')
      .set({ max_holds: maxHolds, max_hold_days: maxHoldDays })
      .where('name', '=', plan)
      .execute();
    await record(deps, transaction, { action: 'hold-limits-set', detail: { plan, maxHolds, maxHoldDays } });
    return { ...before, maxHolds, maxHoldDays };
  });
}

/** A subscription refers to its plan, so its insertion waits for the end of this transaction. */
async function lockPlans(transaction: Database): Promise<void> {
  await sql`LOCK TABLE plans IN EXCLUSIVE MODE`.execute(transaction);
}

async function requireUnused(transaction: Database, plan: string, now: number): Promise<void> {
  const user = await transaction
    .selectFrom('subscriptions')
    .select('id')
    .where('plan', '=', plan)
    .where((is) => is.or([is('ends_at', 'is', null), is('ends_at', '>', new Date(now))]))
    .limit(1)
    .executeTakeFirst();
  if (user !== undefined) throw new AppError('plan-in-use');
}

function record(
  { audit, by: { actor, address } }: Pick<PlanEditDeps, 'audit' | 'by'>,
  transaction: Database,
  event: Pick<AuditEvent, 'action' | 'detail'>,
): Promise<void> {
  return audit.record({ tenantId: null, actor, address, subject: null, ...event }, transaction);
}
