import { sql } from 'kysely';
import { deleteUnusedKey, isWrappingKey } from '../archive/index.ts';
import type { KeyId, KeyStore } from '../platform/key-store.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { RunFailures } from './run-failures.ts';

/** Keys one query checks. */
const KEYS_PER_QUERY = 1000;
/** After so many the key store is away: trying each key, with its timeout, would take hours. */
const MAX_FAILURES = 20;

/** Deletes every key that no row refers to; one that fails does not stop the rest. After that, copies of rows in backups cannot be decrypted either. */
export async function deleteUnusedKeys(db: Database, keys: KeyStore, failures: RunFailures): Promise<void> {
  if (!(await hasHadRecordings(db))) return;
  const before = failures.count;
  for await (const id of unusedKeys(db, keys)) {
    if (failures.count - before >= MAX_FAILURES) return;
    await failures.attempt({ step: 'delete-key' }, () => deleteUnusedKey(db, keys, id));
  }
}

/** A database that has had no recording is new, or not the one of these keys. Of a tenant that has left only the log is there. */
async function hasHadRecordings(db: Database): Promise<boolean> {
  const known = await db.selectFrom('recordings').select('id').limit(1).executeTakeFirst();
  return (
    known !== undefined ||
    (await db.selectFrom('destruction_log').select('seq').limit(1).executeTakeFirst()) !== undefined
  );
}

/**
 * The keys that wrap recordings' keys and that no row refers to. A key just created for a row that is not committed yet is
 * among them; `deleteUnusedKey` waits for the commit and checks again.
 */
export async function* unusedKeys(db: Database, keys: Pick<KeyStore, 'list'>): AsyncGenerator<KeyId> {
  let page: KeyId[] = [];
  for await (const id of keys.list()) {
    if (!isWrappingKey(id)) continue;
    page.push(id);
    if (page.length < KEYS_PER_QUERY) continue;
    yield* await unusedAmong(db, page);
    page = [];
  }
  yield* await unusedAmong(db, page);
}

async function unusedAmong(db: Database, ids: readonly KeyId[]): Promise<KeyId[]> {
  const { rows } = await sql<{ id: KeyId }>`
    SELECT listed.id FROM unnest(${ids}::text[]) AS listed (id)
    WHERE NOT EXISTS (SELECT FROM recordings WHERE recordings.key_id = listed.id)
    ORDER BY listed.id COLLATE "C"`.execute(db);
  return rows.map(({ id }) => id);
}
