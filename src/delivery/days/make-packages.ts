import type { Expression, SqlBool } from 'kysely';
import type { TenantId } from '../../base/ids.ts';
import { addDays, type WarsawDay, warsawDay } from '../../base/warsaw-time.ts';
import { unarchivedSince } from '../../calls/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { deliverableCondition } from '../../retention/index.ts';
import { serviceHistories } from '../../tenants/index.ts';
import { tenantsWithTarget } from '../targets/target-store.ts';
import { countUnrecorded, isUnpackaged } from './day-contents.ts';
import { dueDays, isClosed } from './due-days.ts';
import { lastPackage, makePackage, type PackageRequest } from './make-package.ts';

/** A supplement waits for so long after a late recording, so that the late recordings of a day are sent together. */
const LATE_RECORDINGS_DELAY_MS = 10 * 60 * 1000;
/** PBXs report unrecorded calls by the next night, or after a holiday. */
export const LATE_CALLS_DAYS = 14;

interface MakePackagesOptions {
  readonly db: Database;
  /** Unix ms. */
  readonly now: number;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant asked for that. */
  readonly keepUndeliveredDays: number;
  /** Looks only for late recordings stored since then (Unix ms). Absent: looks for all, and for late calls without recording. */
  readonly storedSince?: number;
  /** Ends the work after the current package. */
  readonly signal?: AbortSignal;
}

/**
 * Makes the packages of all closed days, and supplements of what came late. Returns how many were made. A failure for one tenant
 * does not stop the others; the first failure is thrown at the end.
 */
export async function makePackages(options: MakePackagesOptions): Promise<number> {
  const { db, now, storedSince, keepUndeliveredDays, signal } = options;
  const histories = await serviceHistories(db);
  const oldestUnarchived = await unarchivedSince(db, now);
  const failures: unknown[] = [];
  let made = 0;
  for (const tenantId of await tenantsWithTarget(db)) {
    if (signal?.aborted) break;
    try {
      const days = dueDays(histories.get(tenantId) ?? [], now).filter((day) =>
        isClosed(day, now, oldestUnarchived(tenantId)),
      );
      for (const request of await neededPackages(db, { tenantId, days, now, keepUndeliveredDays, storedSince })) {
        if (signal?.aborted) break;
        if (await makePackage(db, request)) made += 1;
      }
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return made;
}

interface NeededPackagesQuery {
  readonly tenantId: TenantId;
  /** Due and closed. */
  readonly days: readonly WarsawDay[];
  readonly now: number;
  readonly keepUndeliveredDays: number;
  readonly storedSince: number | undefined;
}

/** A package for each day that has none, and a supplement for each day that something came late for. */
async function neededPackages(
  db: Database,
  { tenantId, days, now, keepUndeliveredDays, storedSince }: NeededPackagesQuery,
): Promise<PackageRequest[]> {
  const packaged = await packagedDays(db, tenantId);
  const stored = { from: storedSince ?? 0, to: now - LATE_RECORDINGS_DELAY_MS };
  const deliverable = await deliverableCondition(db, tenantId, { at: now, maxDays: keepUndeliveredDays });
  const late = new Set(await daysWithLateRecordings(db, { tenantId, stored, deliverable }));
  if (storedSince === undefined) {
    const recent = [...packaged].filter((day) => day >= addDays(warsawDay(now), -LATE_CALLS_DAYS));
    for (const day of recent) if (await hasLateCalls(db, tenantId, day)) late.add(day);
  }
  return days
    .filter((day) => !packaged.has(day) || late.has(day))
    .map((day) => ({ tenantId, day, kind: packaged.has(day) ? 'supplement' : 'day', now, keepUndeliveredDays }));
}

async function packagedDays(db: Database, tenantId: TenantId): Promise<ReadonlySet<WarsawDay>> {
  const rows = await db.selectFrom('packages').select('day').distinct().where('tenant_id', '=', tenantId).execute();
  return new Set(rows.map(({ day }) => day));
}

interface LateQuery {
  readonly tenantId: TenantId;
  readonly stored: { readonly from: number; readonly to: number };
  readonly deliverable: Expression<SqlBool>;
}

async function daysWithLateRecordings(
  db: Database,
  { tenantId, stored, deliverable }: LateQuery,
): Promise<WarsawDay[]> {
  const rows = await db
    .selectFrom('recordings')
    .select('recordings.warsaw_day')
    .distinct()
    .where('recordings.tenant_id', '=', tenantId)
    .where('recordings.stored_at', '>=', new Date(stored.from))
    .where('recordings.stored_at', '<=', new Date(stored.to))
    .where(deliverable)
    .where(isUnpackaged())
    .execute();
  return rows.map((row) => row.warsaw_day);
}

/** Whether more calls without recording are known than when the last manifest was made: each manifest lists all of them. */
async function hasLateCalls(db: Database, tenantId: TenantId, day: WarsawDay): Promise<boolean> {
  const last = await lastPackage(db, tenantId, day);
  return last !== null && (await countUnrecorded(db, tenantId, day)) > last.unrecorded;
}
