import type { ReadableRecording } from '../archive/index.ts';
import type { RecordingId } from '../base/ids.ts';
import { type CatalogDeps, retentionContext } from './retention-context.ts';
import { keptRecordingsOf, type TenantScope } from './tenant-scope.ts';

/** What reading those of the recordings needs that the scope may see and that can still be fetched now. */
export async function keptRecordings(
  catalog: CatalogDeps,
  scope: TenantScope,
  ids: readonly RecordingId[],
): Promise<ReadonlyMap<RecordingId, ReadableRecording>> {
  const rows = await keptRecordingsOf(catalog.db, scope, await retentionContext(catalog, scope))
    .where('recordings.id', '=', (eb) => eb.fn.any(eb.val([...ids])))
    .select(['recordings.id', 'recordings.object_key', 'recordings.size_bytes', 'recordings.key_id'])
    .select('recordings.wrapped_key')
    .execute();
  return new Map(
    rows.map(({ id, object_key, size_bytes, key_id, wrapped_key }) => [
      id,
      { id, objectKey: object_key, sizeBytes: size_bytes, keyId: key_id, wrappedKey: wrapped_key },
    ]),
  );
}
