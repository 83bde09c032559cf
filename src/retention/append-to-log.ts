import { sql } from 'kysely';
import type { Database } from '../platform/postgres/index.ts';
import { type DestructionEntry, hashOf, LOG_START, type LogEnd, type SignedEntry } from './log-entry.ts';
import type { LogSigner } from './log-signature.ts';

/** Names the lock of the log's end among the advisory locks of the database. */
const LOG_LOCK = 'fonoteka destruction log';

/** What is destroyed: an entry without its place in the log. */
export type NewEntry = Omit<DestructionEntry, 'seq' | 'previousHash'>;

/** Keeps everybody else from appending until the transaction ends. Taken before anything the entries tell of is read. */
export async function lockLog(transaction: Database): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${LOG_LOCK}, 0))`.execute(transaction);
}

/** Puts signed entries at the end of the log, which the transaction has locked. */
export async function appendToLog(
  transaction: Database,
  signer: LogSigner,
  entries: readonly NewEntry[],
): Promise<void> {
  let end = await endOfLog(transaction);
  const rows = entries.map((one) => {
    const entry = { ...one, seq: end.seq + 1, previousHash: end.hash };
    const hash = hashOf(entry);
    end = { seq: entry.seq, hash };
    return rowOf({ ...entry, hash, signature: signer.sign(hash) });
  });
  if (rows.length > 0) await transaction.insertInto('destruction_log').values(rows).execute();
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
