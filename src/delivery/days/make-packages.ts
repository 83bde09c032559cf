import { sql } from 'kysely';
import { newId, type PackageId, type RecordingId, type TenantId } from '../../base/ids.ts';
import { addDays, type WarsawDay, warsawDay } from '../../base/warsaw-time.ts';
import { unarchivedSince } from '../../calls/index.ts';
import { type Database, inTransaction } from '../../platform/postgres/index.ts';
import { serviceHistories } from '../../tenants/index.ts';
import { lockTarget, tenantsWithTarget } from '../targets/target-store.ts';
import {
  countUnrecorded,
  isUnpackaged,
  type PackageContents,
  packContents,
  type RecordingSelection,
  recordingsOfDay,
  unrecordedOfDay,
} from './day-contents.ts';
import { dueDays, isClosed } from './due-days.ts';

/** Late recordings of a day go together: they are left alone for so long. */
const QUIET_MS = 10 * 60 * 1000;
/** PBXs tell of calls that nobody recorded by the next night, or after a holiday. */
const LATE_CALLS_DAYS = 14;

export interface PackageRequest {
  readonly tenantId: TenantId;
  readonly day: WarsawDay;
  /** `missing`: a supplement with what earlier packages had to go without, too. */
  readonly kind: 'day' | 'supplement' | 'missing' | 'resend';
  /** Unix ms. */
  readonly now: number;
}

export interface MakePackagesOptions {
  readonly db: Database;
  /** Unix ms. */
  readonly now: number;
  /**
   * Late recordings that were stored before (Unix ms) have been looked for already. Absent: all that came late is looked
   * for, also calls without recording.
   */
  readonly storedSince?: number;
  /** Ends the work after the package under way. */
  readonly signal?: AbortSignal;
}

/**
 * Makes the packages of all days that are over, and supplements of what came late. Gives how many were made. One tenant's that
 * cannot be made keep no other's from being made; the first failure is thrown at the end.
 */
export async function makePackages({ db, now, storedSince, signal }: MakePackagesOptions): Promise<number> {
  const histories = await serviceHistories(db);
  const waiting = await unarchivedSince(db, now);
  const failures: unknown[] = [];
  let made = 0;
  for (const tenantId of await tenantsWithTarget(db)) {
    if (signal?.aborted) break;
    try {
      const days = dueDays(histories.get(tenantId) ?? [], now).filter((day) => isClosed(day, now, waiting));
      for (const wish of await wishedPackages(db, { tenantId, days, now, storedSince })) {
        if (signal?.aborted) break;
        if (await makePackage(db, wish)) made += 1;
      }
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return made;
}

interface DaysToPack {
  readonly tenantId: TenantId;
  /** Due and over. */
  readonly days: readonly WarsawDay[];
  readonly now: number;
  readonly storedSince: number | undefined;
}

/** A package for each day that has none, and one for each that more has come of. */
async function wishedPackages(
  db: Database,
  { tenantId, days, now, storedSince }: DaysToPack,
): Promise<PackageRequest[]> {
  const packaged = await packagedDays(db, tenantId);
  const late = new Set(await daysWithLateRecordings(db, tenantId, { from: storedSince ?? 0, to: now - QUIET_MS }));
  if (storedSince === undefined) {
    const recent = [...packaged].filter((day) => day >= addDays(warsawDay(now), -LATE_CALLS_DAYS));
    for (const day of recent) if (await hasLateCalls(db, tenantId, day)) late.add(day);
  }
  return days
    .filter((day) => !packaged.has(day) || late.has(day))
    .map((day) => ({ tenantId, day, kind: packaged.has(day) ? 'supplement' : 'day', now }));
}

/**
 * Makes a package of a day: all that no package has yet, or, to send it again, everything that still exists. None where there
 * would be nothing new in it, or no target.
 */
export function makePackage(db: Database, { tenantId, day, kind, now }: PackageRequest): Promise<PackageId | null> {
  return inTransaction(db, async (transaction) => {
    const target = await lockTarget(transaction, tenantId);
    if (target === undefined) return null;
    const last = await lastPackage(transaction, tenantId, day);
    if (kind === 'day' && last !== null) return null;
    const recordings = await recordingsOfDay(transaction, tenantId, day, WANTED[kind]);
    const unrecorded = await unrecordedOfDay(transaction, tenantId, day);
    const isAddition = kind === 'supplement' || kind === 'missing';
    if (isAddition && recordings.length === 0 && unrecorded.length <= (last?.unrecorded ?? 0)) return null;
    const number = (last?.number ?? 0) + 1;
    const contents: PackageContents = { day, number, recordings, unrecorded };
    return insertPackage(transaction, {
      tenantId,
      kind: kind === 'missing' ? 'supplement' : kind,
      contents,
      form: target.form,
      now,
    });
  });
}

const WANTED = {
  day: 'all',
  supplement: 'unpackaged',
  missing: 'missing',
  resend: 'all',
} as const satisfies Record<PackageRequest['kind'], RecordingSelection>;

interface NewPackage {
  readonly tenantId: TenantId;
  readonly kind: 'day' | 'supplement' | 'resend';
  readonly contents: PackageContents;
  readonly form: 'tree' | 'zip';
  readonly now: number;
}

async function insertPackage(
  transaction: Database,
  { tenantId, kind, contents, form, now }: NewPackage,
): Promise<PackageId> {
  const id = newId<PackageId>(now);
  const { day, number, recordings, unrecorded } = contents;
  await transaction
    .insertInto('packages')
    .values({
      id,
      tenant_id: tenantId,
      day,
      number,
      kind,
      form,
      contents: await packContents(contents),
      recordings: recordings.length,
      unrecorded: unrecorded.length,
      size_bytes: recordings.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      made_at: new Date(now),
    })
    .execute();
  if (recordings.length > 0) await insertFiles(transaction, id, tenantId, contents);
  return id;
}

/** In one statement, whatever their number: PostgreSQL lets a statement have 65,535 parameters. */
async function insertFiles(
  transaction: Database,
  packageId: PackageId,
  tenantId: TenantId,
  { recordings }: PackageContents,
): Promise<void> {
  await transaction
    .insertInto('package_files')
    .columns(['package_id', 'recording_id', 'tenant_id'])
    .expression((eb) =>
      eb
        .selectFrom(
          sql<{ id: RecordingId }>`unnest(${recordings.map(({ id }) => id)}::uuid[])`.as<'file'>(sql`file (id)`),
        )
        .select([eb.val(packageId).as('package_id'), 'file.id', eb.val(tenantId).as('tenant_id')]),
    )
    .execute();
}

async function packagedDays(db: Database, tenantId: TenantId): Promise<ReadonlySet<WarsawDay>> {
  const rows = await db.selectFrom('packages').select('day').distinct().where('tenant_id', '=', tenantId).execute();
  return new Set(rows.map(({ day }) => day));
}

async function daysWithLateRecordings(
  db: Database,
  tenantId: TenantId,
  stored: { readonly from: number; readonly to: number },
): Promise<WarsawDay[]> {
  const rows = await db
    .selectFrom('recordings')
    .select('recordings.warsaw_day')
    .distinct()
    .where('recordings.tenant_id', '=', tenantId)
    .where('recordings.stored_at', '>=', new Date(stored.from))
    .where('recordings.stored_at', '<=', new Date(stored.to))
    .where('recordings.destroying_at', 'is', null)
    .where(isUnpackaged())
    .execute();
  return rows.map((row) => row.warsaw_day);
}

/** More calls without recording are known than the last manifest told of: each tells of all that are known. */
async function hasLateCalls(db: Database, tenantId: TenantId, day: WarsawDay): Promise<boolean> {
  const last = await lastPackage(db, tenantId, day);
  return last !== null && (await countUnrecorded(db, tenantId, day)) > last.unrecorded;
}

async function lastPackage(
  db: Database,
  tenantId: TenantId,
  day: WarsawDay,
): Promise<{ readonly number: number; readonly unrecorded: number } | null> {
  const row = await db
    .selectFrom('packages')
    .select(['number', 'unrecorded'])
    .where('tenant_id', '=', tenantId)
    .where('day', '=', day)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
