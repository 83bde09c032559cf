import { sql } from 'kysely';
import type { Database } from '../platform/postgres/index.ts';
import type { KeyId, KeyStore } from '../platform/key-store/index.ts';

/**
 * A key is deleted only while no row refers to it and none can come to. Who wraps with it holds its lock shared until
 * the row is committed; who deletes it holds the lock alone. Both until the end of the transaction.
 */
export async function lockForWrapping(transaction: Database, id: KeyId): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock_shared(hashtextextended(${nameOf(id)}, 0))`.execute(transaction);
}

async function lockForDeletion(transaction: Database, id: KeyId): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${nameOf(id)}, 0))`.execute(transaction);
}

function nameOf(id: KeyId): string {
  return `fonoteka key ${id}`;
}

/** Deletes a key for good unless a recording's row refers to it; says whether it did. */
export function deleteUnusedKey(db: Database, keys: Pick<KeyStore, 'delete'>, id: KeyId): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    await lockForDeletion(transaction, id);
    const user = await transaction
      .selectFrom('recordings')
      .select('id')
      .where('key_id', '=', id)
      .limit(1)
      .executeTakeFirst();
    if (user !== undefined) return false;
    await keys.delete(id);
    return true;
  });
}
