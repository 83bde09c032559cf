import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { TenantId } from '../../base/ids.ts';
import { addDays, type WarsawDay, warsawDay } from '../../base/warsaw-time.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { deliverableCondition } from '../../retention/index.ts';
import { inForce, serviceHistory } from '../../tenants/index.ts';
import { dueDays } from '../days/due-days.ts';
import {
  type FailureView,
  type PackageReport,
  packageReports,
  type Progress,
  type ReasonView,
} from './package-reports.ts';

/** A day of the calendar. Instants are Unix ms. */
export interface DaySummary extends DayCounts {
  readonly day: WarsawDay;
  readonly state: DayState;
  /** The last time something of the day was delivered. */
  readonly deliveredAt: number | null;
  /** Why a delivered package could not be verified; null: all were, or everything was sent again and verified. */
  readonly notVerified: ReasonView | null;
  /** Of the last attempt at a waiting package; null: it did not fail. */
  readonly failure: FailureView | null;
  /** Of the packages that are started and not delivered. */
  readonly progress: Progress | null;
  /** By number. */
  readonly packages: readonly PackageReport[];
}

interface DaysQuery {
  readonly tenantId: TenantId;
  readonly from: WarsawDay;
  readonly to: WarsawDay;
  /** Unix ms. */
  readonly now: number;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant asked for that. */
  readonly keepUndeliveredDays: number;
}

/** Newest day first; none after today. */
export async function daySummaries(db: Database, query: DaysQuery): Promise<DaySummary[]> {
  const { tenantId, from, to, now, keepUndeliveredDays: maxDays } = query;
  const days = daysBetween(from, to < warsawDay(now) ? to : warsawDay(now));
  const deliverable = await deliverableCondition(db, tenantId, { at: now, maxDays });
  const counts = await countDays(db, { tenantId, days, deliverable });
  const packages = Map.groupBy(await packageReports(db, tenantId, { from, to }), ({ day }) => day);
  const due = await expectedDays(db, tenantId, now);
  const hasTarget = await isTargetSet(db, tenantId);
  return days.map((day) => summary(day, { isDue: due.has(day), hasTarget }, counts.get(day)!, packages.get(day) ?? []));
}

function summary(
  day: WarsawDay,
  facts: { readonly isDue: boolean; readonly hasTarget: boolean },
  counts: DayCounts,
  packages: readonly PackageReport[],
): DaySummary {
  const deliveries = packages.flatMap(({ deliveredAt }) => deliveredAt ?? []);
  return {
    day,
    state: dayState({ ...facts, counts, packages }),
    ...counts,
    deliveredAt: deliveries.length === 0 ? null : Math.max(...deliveries),
    notVerified: notVerifiedOf(packages),
    failure: lastFailure(packages),
    progress: sumOf(packages.flatMap(({ progress }) => progress ?? [])),
    packages,
  };
}

/** Has everything of the day again: it makes up for the earlier ones. */
function isVerifiedResend({ kind, deliveredAt, notVerified }: PackageReport): boolean {
  return kind === 'resend' && deliveredAt !== null && notVerified === null;
}

function notVerifiedOf(packages: readonly PackageReport[]): ReasonView | null {
  const since = packages.slice(packages.findLastIndex(isVerifiedResend) + 1);
  return since.findLast(({ notVerified }) => notVerified !== null)?.notVerified ?? null;
}

/** Newest first. */
function daysBetween(from: WarsawDay, to: WarsawDay): WarsawDay[] {
  const days: WarsawDay[] = [];
  for (let day = to; day >= from; day = addDays(day, -1)) days.push(day);
  return days;
}

/** The days whose packages the tenant is entitled to, and today if the push is on now. */
async function expectedDays(db: Database, tenantId: TenantId, now: number): Promise<ReadonlySet<WarsawDay>> {
  const history = await serviceHistory(db, tenantId);
  const isTodayExpected = inForce(history, 'push', now) !== null;
  return new Set([...dueDays(history, now), ...(isTodayExpected ? [warsawDay(now)] : [])]);
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

type DayState = 'delivered' | 'partial' | 'failing' | 'sending' | 'pending' | 'not-set-up' | 'not-due';

export interface DayFacts {
  /** The tenant is entitled to the day's package, also to today's. */
  readonly isDue: boolean;
  readonly hasTarget: boolean;
  readonly counts: Pick<DayCounts, 'missing' | 'destroyedUndelivered'>;
  readonly packages: readonly Pick<PackageReport, 'state'>[];
}

export function dayState({ isDue, hasTarget, counts, packages }: DayFacts): DayState {
  const has = (state: PackageReport['state']): boolean => packages.some((one) => one.state === state);
  if (has('sending')) return 'sending';
  if (has('delivered')) return counts.missing === 0 && counts.destroyedUndelivered === 0 ? 'delivered' : 'partial';
  const isExpected = isDue || packages.length > 0;
  if (isExpected && !hasTarget) return 'not-set-up';
  if (has('failing')) return 'failing';
  return isExpected ? 'pending' : 'not-due';
}

interface DayCounts {
  /** Those that are kept, also only for their delivery, and those that were delivered. */
  readonly recordings: number;
  /** In a delivered package. */
  readonly delivered: number;
  /** Those that are kept and were not delivered. */
  readonly missing: number;
  /** Those that expired or were destroyed before they were delivered. */
  readonly destroyedUndelivered: number;
  /** Of `recordings`. */
  readonly sizeBytes: number;
}

/**
 * Counts the recordings of each day. One day at a time: a day of 20,000 recordings takes 50 ms by the indexes, while PostgreSQL
 * would sort a whole month on disk.
 */
interface CountQuery {
  readonly tenantId: TenantId;
  readonly days: readonly WarsawDay[];
  /** As `deliverableCondition` says. */
  readonly deliverable: Expression<SqlBool>;
}

async function countDays(
  db: Database,
  { tenantId, days, deliverable }: CountQuery,
): Promise<ReadonlyMap<WarsawDay, DayCounts>> {
  const { rows } = await sql<DayCounts & { readonly day: WarsawDay }>`
    SELECT one.day, counts.*
    FROM unnest(${[...days]}::date[]) AS one (day)
    CROSS JOIN LATERAL (
      SELECT
        count(*) FILTER (WHERE is_kept OR is_delivered) AS recordings,
        count(*) FILTER (WHERE is_delivered) AS delivered,
        count(*) FILTER (WHERE is_kept AND NOT is_delivered) AS missing,
        count(*) FILTER (WHERE NOT is_kept AND NOT is_delivered) AS "destroyedUndelivered",
        coalesce(sum(size_bytes) FILTER (WHERE is_kept OR is_delivered), 0)::bigint AS "sizeBytes"
      FROM (
        SELECT
          recordings.size_bytes,
          ${deliverable} AS is_kept,
          sent.recording_id IS NOT NULL AS is_delivered
        FROM ${recordingsWithDelivery(tenantId)}
      ) AS of_day
    ) AS counts`.execute(db);
  return new Map(rows.map(({ day, ...counts }) => [day, counts]));
}

/**
 * FROM and WHERE of a tenant's recordings of the day `one.day`, joined with `sent`, which is null where no delivered package has
 * the recording. The day comes from a table `one (day)`, not as a value: for a day newer than the statistics the planner would
 * expect one recording, and compare 20,000 with 20,000 in a nested loop.
 */
export function recordingsWithDelivery(tenantId: TenantId): RawBuilder<unknown> {
  return sql`
    recordings LEFT JOIN (
      SELECT DISTINCT package_files.recording_id
      FROM packages JOIN package_files ON package_files.package_id = packages.id
      WHERE packages.tenant_id = ${tenantId} AND packages.day = one.day AND packages.delivered_at IS NOT NULL
        AND NOT package_files.unreadable
    ) AS sent ON sent.recording_id = recordings.id
    WHERE recordings.tenant_id = ${tenantId} AND recordings.warsaw_day = one.day`;
}
