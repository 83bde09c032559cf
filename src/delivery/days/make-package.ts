import { sql } from 'kysely';
import { newId, type PackageId, type RecordingId, type TenantId } from '../../base/ids.ts';
import type { WarsawDay } from '../../base/warsaw-time.ts';
import { type Database, inTransaction } from '../../platform/postgres/index.ts';
import { deliverableCondition } from '../../retention/index.ts';
import { lockTarget } from '../targets/target-store.ts';
import {
  type PackageContents,
  packContents,
  type RecordingSelection,
  recordingsOfDay,
  unrecordedOfDay,
} from './day-contents.ts';

export interface PackageRequest {
  readonly tenantId: TenantId;
  readonly day: WarsawDay;
  /** `missing`: a supplement that also has the recordings that earlier packages left out as unreadable. */
  readonly kind: 'day' | 'supplement' | 'missing' | 'resend';
  /** Unix ms. */
  readonly now: number;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant asked for that. */
  readonly keepUndeliveredDays: number;
}

/**
 * Makes a package of a day: with all that no package has yet, or, to send it again, with everything that still exists. Null
 * where it would contain nothing new, or there is no target.
 */
export function makePackage(db: Database, request: PackageRequest): Promise<PackageId | null> {
  const { tenantId, day, kind, now, keepUndeliveredDays: maxDays } = request;
  return inTransaction(db, async (transaction) => {
    const target = await lockTarget(transaction, tenantId);
    if (target === undefined) return null;
    const last = await lastPackage(transaction, tenantId, day);
    if (kind === 'day' && last !== null) return null;
    const deliverable = await deliverableCondition(transaction, tenantId, { at: now, maxDays });
    const selection = RECORDINGS_FOR[kind];
    const recordings = await recordingsOfDay(transaction, { tenantId, day, selection, deliverable });
    const unrecorded = await unrecordedOfDay(transaction, tenantId, day);
    const isSupplement = kind === 'supplement' || kind === 'missing';
    if (isSupplement && recordings.length === 0 && unrecorded.length <= (last?.unrecorded ?? 0)) return null;
    const number = (last?.number ?? 0) + 1;
    const contents: PackageContents = { day, number, recordings, unrecorded, columns: 'with-parties' };
    return insertPackage(transaction, {
      tenantId,
      kind: kind === 'missing' ? 'supplement' : kind,
      contents,
      form: target.form,
      now,
    });
  });
}

const RECORDINGS_FOR = {
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

/** One statement with an array, because a statement may have no more than 65,535 parameters. */
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

/** The newest package of a day; null: there is none. */
export async function lastPackage(
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
