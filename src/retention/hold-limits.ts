import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { addDays, startOfWarsawDay, warsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import { inForce, listPlans, serviceHistory } from '../tenants/index.ts';

/** What a tenant's plan allows of legal holds, and how many are in force. */
export interface HoldLimits {
  readonly inForce: number;
  /** Null: no limit. */
  readonly maxHolds: number | null;
  /** The last day of a hold is at most so many days after its first; null: no limit. */
  readonly maxDays: number | null;
}

/** The limits at an instant, Unix ms. */
export async function holdLimits(db: Database, tenantId: TenantId, now: number): Promise<HoldLimits> {
  const name = inForce(await serviceHistory(db, tenantId), 'plan', now)?.plan;
  const plan = (await listPlans(db)).find((one) => one.name === name);
  return {
    inForce: await countHolds(db, tenantId, now),
    maxHolds: plan?.maxHolds ?? null,
    maxDays: plan?.maxHoldDays ?? null,
  };
}

interface NewHold {
  readonly tenantId: TenantId;
  readonly recordingId: RecordingId;
  /** Unix ms. */
  readonly now: number;
  readonly until: number | null;
}

/**
 * Throws `hold-limit-reached` or `hold-too-long` if the tenant's plan does not allow the hold. The tenant is locked: no other hold is
 * placed meanwhile.
 */
export async function requireWithinLimits(transaction: Database, hold: NewHold): Promise<void> {
  const { tenantId, recordingId, now, until } = hold;
  const { maxHolds, maxDays } = await holdLimits(transaction, tenantId, now);
  const others = await countHolds(transaction, tenantId, now, recordingId);
  if (maxHolds !== null && others >= maxHolds) {
    throw new AppError('hold-limit-reached', `the plan allows ${maxHolds} legal holds at a time`);
  }
  if (maxDays === null) return;
  const since = await heldSince(transaction, recordingId, now);
  const latest = startOfWarsawDay(addDays(warsawDay(since), maxDays + 1));
  if (until === null || until > latest) {
    throw new AppError('hold-too-long', `the plan allows ${maxDays} days: the last one is ${warsawDay(latest - 1)}`);
  }
}

/** A tenant's holds in force, without that of the given recording. */
async function countHolds(db: Database, tenantId: TenantId, now: number, without?: RecordingId): Promise<number> {
  let query = db
    .selectFrom('legal_holds')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tenantId)
    .where('lifted_at', 'is', null)
    .where((is) => is.or([is('until', 'is', null), is('until', '>', new Date(now))]));
  if (without !== undefined) query = query.where('recording_id', '<>', without);
  return (await query.executeTakeFirstOrThrow()).count;
}

/** When the recording's hold began, or the first of those that replaced one another without a gap; now if it has none. */
async function heldSince(db: Database, recordingId: RecordingId, now: number): Promise<number> {
  const holds = await db
    .selectFrom('legal_holds')
    .select(['placed_at', sql<Date | null>`least(lifted_at, until)`.as('ended_at')])
    .where('recording_id', '=', recordingId)
    .orderBy('placed_at', 'desc')
    .execute();
  let since = now;
  for (const { placed_at, ended_at } of holds) {
    if (ended_at !== null && ended_at.getTime() < since) break;
    since = placed_at.getTime();
  }
  return since;
}
