import { sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { retentionDays, serviceHistories } from '../tenants/index.ts';
import { type Affected, NONE, sum } from './affected.ts';
import { deliveryWait, type DeliveryWait, isAwaitingDelivery } from './awaiting-delivery.ts';
import { isAlive, isExpired, isHeld } from './recording-conditions.ts';
import { tenantIds } from './tenant-ids.ts';

export interface RetentionPlan {
  /** Unix ms. */
  readonly at: number;
  /** Of those that have anything expired, in the order of their ids. */
  readonly tenants: readonly TenantPlan[];
  readonly total: PlannedDestruction;
}

export interface TenantPlan extends PlannedDestruction {
  readonly tenantId: TenantId;
  readonly retentionDays: number;
}

export interface PlannedDestruction extends Affected {
  /** Starts of the first and the last of them, Unix ms; null: there are none. */
  readonly oldest: number | null;
  readonly newest: number | null;
  /** Expired too, but kept by a legal hold. */
  readonly held: Affected;
  /** Expired too, out of everybody's reach, but kept until it is delivered. */
  readonly awaitingDelivery: Affected;
}

export interface PlanQuestion {
  /** Unix ms. */
  readonly at: number;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant wishes so. */
  readonly keepUndeliveredDays: number;
}

/** What a run at an instant (Unix ms) would destroy. Changes nothing. */
export async function planRetention(
  db: Database,
  { at, keepUndeliveredDays: maxDays }: PlanQuestion,
): Promise<RetentionPlan> {
  const histories = await serviceHistories(db);
  const tenants: TenantPlan[] = [];
  for (const id of await tenantIds(db)) {
    const history = histories.get(id) ?? [];
    const days = retentionDays(history, at);
    const wait = await deliveryWait(db, id, { history, at, maxDays });
    const planned = await plannedFor(db, id, { days, at, wait });
    if (planned !== null) tenants.push({ tenantId: id, retentionDays: days, ...planned });
  }
  return { at, tenants, total: tenants.reduce<PlannedDestruction>(total, NOTHING) };
}

const NOTHING: PlannedDestruction = { ...NONE, oldest: null, newest: null, held: NONE, awaitingDelivery: NONE };

interface TenantsTime {
  readonly days: number;
  readonly at: number;
  readonly wait: DeliveryWait | null;
}

/** What becomes of something expired. */
const FATES = ['due', 'held', 'awaiting'] as const;
type Fate = (typeof FATES)[number];

async function plannedFor(
  db: Database,
  id: TenantId,
  { days, at, wait }: TenantsTime,
): Promise<PlannedDestruction | null> {
  const rows = await db
    .selectFrom('recordings')
    .where('recordings.tenant_id', '=', id)
    .where(isAlive())
    .where(isExpired(days, at))
    .select((row) => [
      sql<Fate>`CASE WHEN ${isHeld(at)} THEN 'held' WHEN ${isAwaitingDelivery(days, at, wait)} THEN 'awaiting' ELSE 'due' END`.as(
        'fate',
      ),
      sql<number>`count(*)`.as('recordings'),
      sql<number>`sum(recordings.size_bytes)::bigint`.as('bytes'),
      row.fn.min('recordings.started_at').as('oldest'),
      row.fn.max('recordings.started_at').as('newest'),
    ])
    .groupBy('fate')
    .execute();
  if (rows.length === 0) return null;
  const [due, held, awaiting] = FATES.map((fate) => rows.find((row) => row.fate === fate));
  return {
    recordings: due?.recordings ?? 0,
    bytes: due?.bytes ?? 0,
    oldest: due?.oldest.getTime() ?? null,
    newest: due?.newest.getTime() ?? null,
    held: affected(held),
    awaitingDelivery: affected(awaiting),
  };
}

function affected(counted: Affected | undefined): Affected {
  return counted === undefined ? NONE : { recordings: counted.recordings, bytes: counted.bytes };
}

function total(one: PlannedDestruction, other: PlannedDestruction): PlannedDestruction {
  return {
    ...sum(one, other),
    oldest: extreme(Math.min, one.oldest, other.oldest),
    newest: extreme(Math.max, one.newest, other.newest),
    held: sum(one.held, other.held),
    awaitingDelivery: sum(one.awaitingDelivery, other.awaitingDelivery),
  };
}

function extreme(of: (a: number, b: number) => number, one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : of(one, other);
}
