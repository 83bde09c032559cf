import type { KeyStore } from '../platform/key-store/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { keyId } from './key-ids.ts';

/** Whether the key store has the key of the newest recording. It has not where its disk is not mounted; true without recordings. */
export async function hasNewestKey(db: Database, keys: Pick<KeyStore, 'get'>): Promise<boolean> {
  const newest = await db
    .selectFrom('recordings')
    .select('key_id')
    .where('key_id', 'is not', null)
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest === undefined || (await keys.get(keyId(newest.key_id!))) !== null;
}
