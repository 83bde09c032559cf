import { sql } from 'kysely';
import type { RecordingId } from '../base/ids.ts';
import type { KeyStore } from '../platform/key-store/index.ts';
import { type ObjectStore, readObjectKey } from '../platform/object-store/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { SignedEntry } from './log-entry.ts';
import { logSigner } from './log-signature.ts';
import { LogCheck, type LogVerdict } from './log-verdict.ts';
import { readLog } from './read-log.ts';
import { unusedKeys } from './unused-keys.ts';

/** The first ones tell it. */
const MAX_MISSING = 100;

export interface VerifySources {
  readonly db: Database;
  readonly objects: Pick<ObjectStore, 'stat'>;
  readonly keys: KeyStore;
}

/**
 * Checks the service's own log: its chain and signatures, that every destroyed recording is in it, and that of none of
 * them a row that is not, the bytes or a key of the key store is left. To be asked while no run is under way: the keys go
 * at its end.
 */
export async function verifyLog({ db, objects, keys }: VerifySources): Promise<LogVerdict> {
  const check = new LogCheck((await logSigner(keys)).publicKey);
  for await (const page of readLog(db)) {
    for (const entry of page) check.follow(entry);
    await checkRemains({ db, objects, keys }, page, check);
  }
  for (const id of await missingFromLog(db)) check.note('not-in-log', id);
  for await (const id of unusedKeys(db, keys)) check.note('key-left', id);
  return check.verdict();
}

async function checkRemains(
  { db, objects }: VerifySources,
  entries: readonly SignedEntry[],
  check: LogCheck,
): Promise<void> {
  const ids = entries.map(({ recordingId }) => recordingId);
  const rows = await db
    .selectFrom('recordings')
    .select(['id', 'object_key', 'destroyed_at'])
    .where('id', 'in', ids)
    .execute();
  for (const { id, object_key, destroyed_at } of rows) {
    // The table itself keeps a destroyed row from having a key or a waveform.
    if (destroyed_at === null) check.note('row-left', id);
    const key = readObjectKey(object_key);
    if (key.ok && (await objects.stat(key.value)) !== null) check.note('object-left', id);
  }
}

/** Recordings that are destroyed without an entry: a fault of ours, or a forger's work. */
async function missingFromLog(db: Database): Promise<RecordingId[]> {
  const { rows } = await sql<{ id: RecordingId }>`
    SELECT id FROM recordings
    WHERE destroyed_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM destruction_log WHERE destruction_log.recording_id = recordings.id)
    LIMIT ${MAX_MISSING}`.execute(db);
  return rows.map(({ id }) => id);
}
