import type { TenantId } from '../../base/ids.ts';
import { addDays, type WarsawDay, warsawDay } from '../../base/warsaw-time.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { inForce, serviceHistory } from '../../tenants/index.ts';
import { dueDays } from '../days/due-days.ts';
import { countDays, type DayCounts } from './day-counts.ts';
import { type DayState, dayState } from './day-state.ts';
import { type PackageReport, packageReports, type Progress } from './package-reports.ts';
import type { FailureView } from './shown-failure.ts';

/** A day of the calendar. Instants are Unix ms. */
export interface DaySummary extends DayCounts {
  readonly day: WarsawDay;
  readonly state: DayState;
  /** The last time something of the day was delivered. */
  readonly deliveredAt: number | null;
  /** Of the last attempt at what waits; null: it did not fail. */
  readonly failure: FailureView | null;
  /** Of what is begun and not delivered. */
  readonly progress: Progress | null;
  /** By number. */
  readonly packages: readonly PackageReport[];
}

export interface DaysQuery {
  readonly tenantId: TenantId;
  readonly from: WarsawDay;
  readonly to: WarsawDay;
  /** Unix ms. */
  readonly now: number;
}

/** What became of each day, newest first; none after today. */
export async function daySummaries(db: Database, { tenantId, from, to, now }: DaysQuery): Promise<DaySummary[]> {
  const days = daysBetween(from, to < warsawDay(now) ? to : warsawDay(now));
  const counts = await countDays(db, tenantId, days);
  const packages = Map.groupBy(await packageReports(db, tenantId, { from, to }), ({ day }) => day);
  const due = await awaitedDays(db, tenantId, now);
  const hasTarget = await isTargetSet(db, tenantId);
  return days.map((day) => summary(day, { isDue: due.has(day), hasTarget }, counts.get(day)!, packages.get(day) ?? []));
}

function summary(
  day: WarsawDay,
  known: { readonly isDue: boolean; readonly hasTarget: boolean },
  counts: DayCounts,
  packages: readonly PackageReport[],
): DaySummary {
  const deliveries = packages.flatMap(({ deliveredAt }) => deliveredAt ?? []);
  return {
    day,
    state: dayState({ ...known, counts, packages }),
    ...counts,
    deliveredAt: deliveries.length === 0 ? null : Math.max(...deliveries),
    failure: lastFailure(packages),
    progress: sumOf(packages.flatMap(({ progress }) => progress ?? [])),
    packages,
  };
}

/** Newest first. */
function daysBetween(from: WarsawDay, to: WarsawDay): WarsawDay[] {
  const days: WarsawDay[] = [];
  for (let day = to; day >= from; day = addDays(day, -1)) days.push(day);
  return days;
}

/** The days whose packages the tenant has a right to, and today where it will have. */
async function awaitedDays(db: Database, tenantId: TenantId, now: number): Promise<ReadonlySet<WarsawDay>> {
  const history = await serviceHistory(db, tenantId);
  const isAwaitedToday = inForce(history, 'push', now) !== null;
  return new Set([...dueDays(history, now), ...(isAwaitedToday ? [warsawDay(now)] : [])]);
}

async function isTargetSet(db: Database, tenantId: TenantId): Promise<boolean> {
  const row = await db
    .selectFrom('push_targets')
    .select('tenant_id')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return row !== undefined;
}

function lastFailure(packages: readonly PackageReport[]): FailureView | null {
  const failures = packages.flatMap(({ failure }) => failure ?? []);
  return failures.toSorted((one, other) => other.at - one.at)[0] ?? null;
}

function sumOf(all: readonly Progress[]): Progress | null {
  if (all.length === 0) return null;
  const sum = (key: keyof Progress): number => all.reduce((total, progress) => total + progress[key], 0);
  return { files: sum('files'), sentFiles: sum('sentFiles'), bytes: sum('bytes'), sentBytes: sum('sentBytes') };
}
