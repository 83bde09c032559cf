import { sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { listTenantIds, retentionDays, serviceHistories, type ServiceHistory } from '../tenants/index.ts';
import { addTotals, NO_RECORDINGS, type RecordingTotals } from './count-recordings.ts';
import { deliveryWait, type DeliveryWait, isAwaitingDelivery } from './awaiting-delivery.ts';
import { isExpired, isGone, isNotMarked } from './recording-conditions.ts';

export interface RetentionPlan {
  /** Unix ms. */
  readonly at: number;
  /** Tenants with expired recordings, in the order of their ids. */
  readonly tenants: readonly TenantPlan[];
  readonly total: PlannedDestruction;
}

interface TenantPlan extends PlannedDestruction {
  readonly tenantId: TenantId;
  readonly retentionDays: number;
}

export interface PlannedDestruction extends RecordingTotals {
  /** Call starts of the oldest and the newest of them, Unix ms; null: there are none. */
  readonly oldest: number | null;
  readonly newest: number | null;
  /** Expired too, but kept by a legal hold. */
  readonly held: RecordingTotals;
  /** Expired too and hidden, but kept until delivered. */
  readonly awaitingDelivery: RecordingTotals;
}

interface PlanRequest {
  /** Unix ms. */
  readonly at: number;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant asked for that. */
  readonly keepUndeliveredDays: number;
}

/** What a run at an instant (Unix ms) would destroy. Changes nothing. */
export async function planRetention(
  db: Database,
  { at, keepUndeliveredDays: maxDays }: PlanRequest,
): Promise<RetentionPlan> {
  const histories = await serviceHistories(db);
  const tenants: TenantPlan[] = [];
  for (const id of await listTenantIds(db)) {
    const history = histories.get(id) ?? [];
    const days = retentionDays(history, at);
    const wait = await deliveryWait(db, id, { history, at, maxDays });
    const planned = await plannedFor(db, id, { history, at, wait });
    if (planned !== null) tenants.push({ tenantId: id, retentionDays: days, ...planned });
  }
  return { at, tenants, total: tenants.reduce<PlannedDestruction>(total, NOTHING_PLANNED) };
}

const NOTHING_PLANNED: PlannedDestruction = {
  ...NO_RECORDINGS,
  oldest: null,
  newest: null,
  held: NO_RECORDINGS,
  awaitingDelivery: NO_RECORDINGS,
};

/** What happens to an expired recording. */
const DISPOSITIONS = ['due', 'held', 'awaiting'] as const;
type Disposition = (typeof DISPOSITIONS)[number];

async function plannedFor(
  db: Database,
  id: TenantId,
  { history, at, wait }: { readonly history: ServiceHistory; readonly at: number; readonly wait: DeliveryWait | null },
): Promise<PlannedDestruction | null> {
  const rows = await db
    .selectFrom('recordings')
    .where('recordings.tenant_id', '=', id)
    .where(isNotMarked())
    .where(isExpired(history, at))
    .select((row) => [
      sql<Disposition>`CASE WHEN NOT ${isGone(history, at)} THEN 'held' WHEN ${isAwaitingDelivery(history, at, wait)} THEN 'awaiting' ELSE 'due' END`.as(
        'disposition',
      ),
      sql<number>`count(*)`.as('recordings'),
      sql<number>`sum(recordings.size_bytes)::bigint`.as('bytes'),
      row.fn.min('recordings.started_at').as('oldest'),
      row.fn.max('recordings.started_at').as('newest'),
    ])
    .groupBy('disposition')
    .execute();
  if (rows.length === 0) return null;
  const [due, held, awaiting] = DISPOSITIONS.map((one) => rows.find((row) => row.disposition === one));
  return {
    recordings: due?.recordings ?? 0,
    bytes: due?.bytes ?? 0,
    oldest: due?.oldest.getTime() ?? null,
    newest: due?.newest.getTime() ?? null,
    held: totalsOf(held),
    awaitingDelivery: totalsOf(awaiting),
  };
}

function totalsOf(counted: RecordingTotals | undefined): RecordingTotals {
  return counted === undefined ? NO_RECORDINGS : { recordings: counted.recordings, bytes: counted.bytes };
}

function total(one: PlannedDestruction, other: PlannedDestruction): PlannedDestruction {
  return {
    ...addTotals(one, other),
    oldest: extreme(Math.min, one.oldest, other.oldest),
    newest: extreme(Math.max, one.newest, other.newest),
    held: addTotals(one.held, other.held),
    awaitingDelivery: addTotals(one.awaitingDelivery, other.awaitingDelivery),
  };
}

function extreme(of: (a: number, b: number) => number, one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : of(one, other);
}
