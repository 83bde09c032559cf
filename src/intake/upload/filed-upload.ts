import type { CallId, RecordingId, TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { recordingPath } from '../../recording/index.ts';

/** An upload that has become a recording. */
export interface FiledUpload {
  readonly recordingId: RecordingId;
  readonly callId: CallId;
  /** In the tree: `YYYY/MM/DD/NAME.mp3`. */
  readonly path: string;
}

/** What an upload became; null: nothing yet. What has been destroyed since stays an answer: it is not filed again. */
export async function filedUpload(db: Database, tenantId: TenantId, id: RecordingId): Promise<FiledUpload | null> {
  const row = await db
    .selectFrom('recordings')
    .select(['id', 'call_id', 'warsaw_day', 'file_name'])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const path = recordingPath(row.warsaw_day, row.file_name);
  return { recordingId: row.id, callId: row.call_id, path };
}
