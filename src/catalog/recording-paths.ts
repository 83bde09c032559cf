import { isId, type RecordingId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { recordingPath } from '../recording/index.ts';
import { recordingsOf } from './scoped-tables.ts';
import type { TenantScope } from './tenant-scope.ts';

/** The path of each of these recordings that the scope may see; one that is destroyed keeps it. */
export async function recordingPaths(
  db: Database,
  scope: TenantScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const known = ids.filter(isId) as RecordingId[];
  if (known.length === 0) return new Map();
  const rows = await recordingsOf(db, scope)
    .where('recordings.id', 'in', known)
    .select(['recordings.id', 'recordings.warsaw_day', 'recordings.file_name'])
    .execute();
  return new Map(rows.map(({ id, warsaw_day, file_name }) => [id, recordingPath(warsaw_day, file_name)]));
}
