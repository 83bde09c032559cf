import { sql } from 'kysely';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import { type KeyId, type KeyStore, readKeyId } from '../platform/key-store.ts';
import type { Database } from '../platform/postgres/index.ts';

/**
 * The key that wraps the data keys of all recordings of one tenant that began on one Warsaw day and expire on one day:
 * `EXPIRYDAY/TENANT_STARTDAY`. Times are Unix ms.
 */
export function dayKeyId(tenantId: TenantId, startedAt: number, expiresAt: number): KeyId {
  return parseKeyId(`${warsawDay(expiresAt)}/${tenantId}_${warsawDay(startedAt)}`);
}

/** The wrapping key of a recording under a legal hold: its day key is deleted on time all the same. */
export function holdKeyId(recordingId: RecordingId): KeyId {
  return parseKeyId(`hold/${recordingId}`);
}

const WRAPPING_KEY_ID = /^(?:\d{4}-\d{2}-\d{2}|hold)\//;

/** Whether a key wraps data keys of recordings; the key store has other keys too. */
export function isWrappingKey(id: KeyId): boolean {
  return WRAPPING_KEY_ID.test(id);
}

/** A key's id as a row has it. */
export function parseKeyId(text: string): KeyId {
  const id = readKeyId(text);
  if (!id.ok) throw new Error(`not the id of a key: ${id.reason}`);
  return id.value;
}

/** Whether the key store has the key of the newest recording. False when its disk is not mounted; true without recordings. */
export async function hasNewestKey(db: Database, keys: Pick<KeyStore, 'get'>): Promise<boolean> {
  const newest = await db
    .selectFrom('recordings')
    .select('key_id')
    .where('key_id', 'is not', null)
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest === undefined || (await keys.get(parseKeyId(newest.key_id!))) !== null;
}

/** Deletes a key for good unless a recording's row refers to it; returns whether it did. */
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

/**
 * A key is deleted only while no row refers to it and none can come to refer to it. Wrapping holds the key's lock shared
 * until the row is committed; deleting holds it exclusively. Both until the end of the transaction.
 */
export async function lockForWrapping(transaction: Database, ids: readonly KeyId[]): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock_shared(hashtextextended(name, 0))
    FROM unnest(${ids.map(lockName)}::text[]) AS name`.execute(transaction);
}

async function lockForDeletion(transaction: Database, id: KeyId): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${lockName(id)}, 0))`.execute(transaction);
}

function lockName(id: KeyId): string {
  return `fonoteka key ${id}`;
}
