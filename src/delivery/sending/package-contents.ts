import type { Expression, SqlBool } from 'kysely';
import type { PackageId, RecordingId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { type PackageContents, type PackageRecording, packContents, unpackContents } from '../days/day-contents.ts';

/** A package's contents without the recordings that can no longer be sent. */
export interface CurrentContents {
  readonly contents: PackageContents;
  /** Recordings that expired or were destroyed before they arrived, or are left out as unreadable. */
  readonly removed: readonly PackageRecording[];
  /** Of these, the ones that no other package has delivered: whatever the target has of them is deleted there. */
  readonly neverDelivered: readonly PackageRecording[];
}

interface ContentsQuery {
  readonly packageId: PackageId;
  /** As `deliverableCondition` says. */
  readonly deliverable: Expression<SqlBool>;
}

export async function currentContents(
  db: Database,
  { packageId, deliverable }: ContentsQuery,
): Promise<CurrentContents> {
  const row = await db.selectFrom('packages').select('contents').where('id', '=', packageId).executeTakeFirstOrThrow();
  const stored = await unpackContents(row.contents!);
  const rows = await db
    .selectFrom('package_files')
    .innerJoin('recordings', 'recordings.id', 'package_files.recording_id')
    .select((eb) => [
      'recordings.id',
      'package_files.unreadable',
      eb
        .exists(
          eb
            .selectFrom('package_files as other')
            .select('other.recording_id')
            .whereRef('other.recording_id', '=', 'recordings.id')
            .where('other.delivered_at', 'is not', null),
        )
        .as('is_delivered'),
    ])
    .where('package_files.package_id', '=', packageId)
    .where((eb) => eb.or([eb.not(deliverable), eb('package_files.unreadable', '=', true)]))
    .where('package_files.delivered_at', 'is', null)
    .execute();
  const lost = new Map(rows.map((row) => [row.id, row]));
  const removed = stored.recordings.filter(({ id }) => lost.has(id));
  if (removed.length === 0) return { contents: stored, removed: [], neverDelivered: [] };
  const unreadable = removed.filter(({ id }) => lost.get(id)!.unreadable);
  return {
    contents: {
      ...stored,
      recordings: stored.recordings.filter(({ id }) => !lost.has(id)),
      unrecorded: [...stored.unrecorded, ...unreadable.map(({ call }) => ({ call, reason: 'unreadable' as const }))],
    },
    removed,
    neverDelivered: removed.filter(({ id }) => !lost.get(id)!.is_delivered),
  };
}

/** From its next attempt on the package is sent without these recordings. */
export async function markUnreadable(db: Database, packageId: PackageId, ids: readonly RecordingId[]): Promise<void> {
  await db
    .updateTable('package_files')
    .set({ unreadable: true })
    .where('package_id', '=', packageId)
    .where('recording_id', '=', (eb) => eb.fn.any(eb.val([...ids])))
    .execute();
}

/** Stores the contents without the removed recordings. */
export async function saveRemoval(
  db: Database,
  packageId: PackageId,
  { contents, removed }: CurrentContents,
): Promise<void> {
  const { recordings } = contents;
  const packed = await packContents(contents);
  await db.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('packages')
      .set({
        contents: packed,
        recordings: recordings.length,
        size_bytes: recordings.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      })
      .where('id', '=', packageId)
      .execute();
    const ids = removed.map(({ id }) => id);
    await transaction
      .deleteFrom('package_files')
      .where('package_id', '=', packageId)
      .where('recording_id', '=', (eb) => eb.fn.any(eb.val(ids)))
      .where('unreadable', '=', false)
      .execute();
  });
}
