import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { Database } from '../platform/postgres/index.ts';
import {
  type DestructionEntry,
  type DestructionReason,
  formatEntryLine,
  formatHeadLine,
  hashOfEntry,
  LOG_START,
  type LogEnd,
  type LogSigner,
  type SignedEntry,
  signerOf,
  SIGNING_KEY,
} from './destruction-log.ts';

/** The name of the log's advisory lock in the database. */
const LOG_LOCK = 'fonoteka destruction log';
/** Entries one query reads: bounds the memory, however long the log. */
const ENTRIES_PER_PAGE = 1000;

/**
 * Throws `destruction-log-key-missing` if the log has entries but the key store has no key: a new one beside them would make each look
 * forged, and the store is more likely another one. `mayReplace`: a person says that the key is lost for good.
 */
export async function destructionLogSigner(
  { db, keys }: { readonly db: Database; readonly keys: Pick<KeyStore, 'get' | 'getOrCreate'> },
  { mayReplace = false }: { readonly mayReplace?: boolean } = {},
): Promise<LogSigner> {
  const isNeeded = !mayReplace && (await endOfLog(db)).seq > 0;
  if (isNeeded && (await keys.get(SIGNING_KEY)) === null) throw new AppError('destruction-log-key-missing');
  return signerOf(await keys.getOrCreate(SIGNING_KEY));
}

/** A destroyed recording that has no place in the log yet. */
export type NewEntry = Omit<DestructionEntry, 'seq' | 'previousHash'>;

/** Lets no other transaction append until this one ends. Take it before reading what the entries describe. */
export async function lockDestructionLog(transaction: Database): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${LOG_LOCK}, 0))`.execute(transaction);
}

/** Signs entries and appends them to the log, which this transaction has locked. */
export async function appendToDestructionLog(
  transaction: Database,
  signer: LogSigner,
  entries: readonly NewEntry[],
): Promise<void> {
  let end = await endOfLog(transaction);
  const rows = entries.map((one) => {
    const entry = { ...one, seq: end.seq + 1, previousHash: end.hash };
    const hash = hashOfEntry(entry);
    end = { seq: entry.seq, hash };
    return rowOf({ ...entry, hash, signature: signer.sign(hash) });
  });
  if (rows.length > 0) await transaction.insertInto('destruction_log').values(rows).execute();
}

/** The log from its beginning, or a tenant's entries, page by page. */
export async function* readDestructionLog(db: Database, only?: TenantId): AsyncGenerator<readonly SignedEntry[]> {
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom('destruction_log')
      .selectAll()
      .where('seq', '>', after)
      .$if(only !== undefined, (query) => query.where('tenant_id', '=', only!))
      .orderBy('seq')
      .limit(ENTRIES_PER_PAGE)
      .execute();
    if (rows.length === 0) return;
    after = rows.at(-1)!.seq;
    yield rows.map((row) => ({
      seq: row.seq,
      at: row.at.getTime(),
      tenantId: row.tenant_id,
      recordingId: row.recording_id,
      startedAt: row.started_at.getTime(),
      sha256: row.sha256.toString('hex'),
      reason: row.reason as DestructionReason,
      previousHash: row.previous_hash.toString('hex'),
      hash: row.hash.toString('hex'),
      signature: row.signature.toString('hex'),
    }));
  }
}

/** The log as lines of JSON, without line breaks. */
export async function* exportDestructionLog(db: Database, signer: LogSigner): AsyncGenerator<string> {
  yield formatHeadLine(signer.publicKey);
  for await (const page of readDestructionLog(db)) yield* page.map(formatEntryLine);
}

async function endOfLog(transaction: Database): Promise<LogEnd> {
  const last = await transaction
    .selectFrom('destruction_log')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last === undefined ? LOG_START : { seq: last.seq, hash: last.hash.toString('hex') };
}

function rowOf(entry: SignedEntry) {
  return {
    seq: entry.seq,
    at: new Date(entry.at),
    tenant_id: entry.tenantId,
    recording_id: entry.recordingId,
    started_at: new Date(entry.startedAt),
    sha256: Buffer.from(entry.sha256, 'hex'),
    reason: entry.reason,
    previous_hash: Buffer.from(entry.previousHash, 'hex'),
    hash: Buffer.from(entry.hash, 'hex'),
    signature: Buffer.from(entry.signature, 'hex'),
  };
}
