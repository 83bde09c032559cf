import { sql } from 'kysely';
import type { RecordingId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';

/**
 * Does the work while nobody else, in whatever process, files an upload as the same recording. A lock of the
 * connection, not of a transaction: storing may take longer than a transaction may idle.
 */
export function withUploadLock<T>(db: Database, id: RecordingId, work: () => Promise<T>): Promise<T> {
  const key = sql`hashtextextended(${`fonoteka upload ${id}`}, 0)`;
  return db.connection().execute(async (connection) => {
    await sql`SELECT pg_advisory_lock(${key})`.execute(connection);
    try {
      return await work();
    } finally {
      await sql`SELECT pg_advisory_unlock(${key})`.execute(connection);
    }
  });
}
