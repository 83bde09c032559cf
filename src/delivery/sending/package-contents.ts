import type { PackageId, RecordingId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { type PackageContents, type PackageRecording, packContents, unpackContents } from '../days/day-contents.ts';

/** What a package still can hold. */
export interface CurrentContents {
  readonly contents: PackageContents;
  /** What was destroyed before it was known to have arrived, and what it has to go without. */
  readonly gone: readonly PackageRecording[];
  /** Of them, those that no other package brought either: what the target has of them nobody was promised. */
  readonly neverBrought: readonly PackageRecording[];
}

export async function currentContents(db: Database, packageId: PackageId): Promise<CurrentContents> {
  const row = await db.selectFrom('packages').select('contents').where('id', '=', packageId).executeTakeFirstOrThrow();
  const frozen = await unpackContents(row.contents!);
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
        .as('is_brought'),
    ])
    .where('package_files.package_id', '=', packageId)
    .where((eb) => eb.or([eb('recordings.destroying_at', 'is not', null), eb('package_files.unreadable', '=', true)]))
    .where('package_files.delivered_at', 'is', null)
    .execute();
  const lost = new Map(rows.map((row) => [row.id, row]));
  const gone = frozen.recordings.filter(({ id }) => lost.has(id));
  if (gone.length === 0) return { contents: frozen, gone: [], neverBrought: [] };
  const unreadable = gone.filter(({ id }) => lost.get(id)!.unreadable);
  return {
    contents: {
      ...frozen,
      recordings: frozen.recordings.filter(({ id }) => !lost.has(id)),
      unrecorded: [...frozen.unrecorded, ...unreadable.map(({ call }) => ({ call, reason: 'unreadable' as const }))],
    },
    gone,
    neverBrought: gone.filter(({ id }) => !lost.get(id)!.is_brought),
  };
}

/** The package goes without these from its next attempt on. A ZIP that was begun with them is not gone on with. */
export async function giveUp(db: Database, packageId: PackageId, ids: readonly RecordingId[]): Promise<void> {
  await db
    .updateTable('package_files')
    .set({ unreadable: true })
    .where('package_id', '=', packageId)
    .where('recording_id', '=', (eb) => eb.fn.any(eb.val([...ids])))
    .execute();
}

/** From now on the package is without what is gone: it was never delivered. */
export async function leaveOut(db: Database, packageId: PackageId, { contents, gone }: CurrentContents): Promise<void> {
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
    const ids = gone.map(({ id }) => id);
    await transaction
      .deleteFrom('package_files')
      .where('package_id', '=', packageId)
      .where('recording_id', '=', (eb) => eb.fn.any(eb.val(ids)))
      .where('unreadable', '=', false)
      .execute();
  });
}

/** Which of a package's recordings are known to be at the target. */
export async function arrivedRecordings(db: Database, packageId: PackageId): Promise<ReadonlySet<RecordingId>> {
  const rows = await db
    .selectFrom('package_files')
    .select('recording_id')
    .where('package_id', '=', packageId)
    .where('delivered_at', 'is not', null)
    .execute();
  return new Set(rows.map((row) => row.recording_id));
}

/** The target has proven not to have them. */
export async function forgetArrival(db: Database, packageId: PackageId, ids: readonly RecordingId[]): Promise<void> {
  await db
    .updateTable('package_files')
    .set({ delivered_at: null })
    .where('package_id', '=', packageId)
    .where('recording_id', '=', (eb) => eb.fn.any(eb.val([...ids])))
    .execute();
}
