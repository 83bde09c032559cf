import { sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { retentionDays, serviceHistories } from '../tenants/index.ts';
import { type Affected, NONE, sum } from './affected.ts';
import { tenantIds } from './tenant-ids.ts';
import { isAlive, isExpired, isHeld } from './recording-conditions.ts';

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
}

/** What a run at an instant (Unix ms) would destroy. Changes nothing. */
export async function planRetention(db: Database, at: number): Promise<RetentionPlan> {
  const histories = await serviceHistories(db);
  const tenants: TenantPlan[] = [];
  for (const id of await tenantIds(db)) {
    const days = retentionDays(histories.get(id) ?? [], at);
    const planned = await plannedFor(db, id, days, at);
    if (planned !== null) tenants.push({ tenantId: id, retentionDays: days, ...planned });
  }
  return { at, tenants, total: tenants.reduce<PlannedDestruction>(total, NOTHING) };
}

const NOTHING: PlannedDestruction = { ...NONE, oldest: null, newest: null, held: NONE };

async function plannedFor(db: Database, id: TenantId, days: number, at: number): Promise<PlannedDestruction | null> {
  const rows = await db
    .selectFrom('recordings')
    .where('recordings.tenant_id', '=', id)
    .where(isAlive())
    .where(isExpired(days, at))
    .select((row) => [
      sql<boolean>`${isHeld(at)}`.as('held'),
      sql<number>`count(*)`.as('recordings'),
      sql<number>`sum(recordings.size_bytes)::bigint`.as('bytes'),
      row.fn.min('recordings.started_at').as('oldest'),
      row.fn.max('recordings.started_at').as('newest'),
    ])
    .groupBy('held')
    .execute();
  if (rows.length === 0) return null;
  const due = rows.find((row) => !row.held);
  const held = rows.find((row) => row.held);
  return {
    recordings: due?.recordings ?? 0,
    bytes: due?.bytes ?? 0,
    oldest: due?.oldest.getTime() ?? null,
    newest: due?.newest.getTime() ?? null,
    held: held === undefined ? NONE : { recordings: held.recordings, bytes: held.bytes },
  };
}

function total(one: PlannedDestruction, other: PlannedDestruction): PlannedDestruction {
  return {
    ...sum(one, other),
    oldest: extreme(Math.min, one.oldest, other.oldest),
    newest: extreme(Math.max, one.newest, other.newest),
    held: sum(one.held, other.held),
  };
}

function extreme(of: (a: number, b: number) => number, one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : of(one, other);
}
