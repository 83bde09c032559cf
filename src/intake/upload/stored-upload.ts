import { sql } from 'kysely';
import type { CallId, RecordingId, TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { recordingPath } from '../../recording/index.ts';

/** An upload that is stored as a recording. */
export interface StoredUpload {
  readonly recordingId: RecordingId;
  readonly callId: CallId;
  /** In the file tree: `YYYY/MM/DD/NAME.mp3`. */
  readonly path: string;
}

/** Null: not stored. A destroyed recording is still found, so that its upload is not stored again. */
export async function findStoredUpload(
  db: Database,
  tenantId: TenantId,
  id: RecordingId,
): Promise<StoredUpload | null> {
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

/**
 * Runs `work` while no other process stores an upload as the same recording. The lock belongs to a transaction of its own, not to the
 * connection, which a pooler gives to others after each transaction. It may be idle for longer than others: it holds nothing else.
 */
export function withUploadLock<T>(db: Database, id: RecordingId, work: () => Promise<T>): Promise<T> {
  const key = sql`hashtextextended(${`fonoteka upload ${id}`}, 0)`;
  return db.transaction().execute(async (transaction) => {
    await sql`SET LOCAL idle_in_transaction_session_timeout = 0`.execute(transaction);
    await sql`SELECT pg_advisory_xact_lock(${key})`.execute(transaction);
    return work();
  });
}
