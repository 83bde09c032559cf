import { AppError } from '../base/errors.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { KeyStore } from '../platform/key-store.ts';
import { parseEntryLine, type SignedEntry } from './destruction-log.ts';
import { destructionLogSigner } from './destruction-log-store.ts';
import { verifyExportedDestructionLog } from './verify-destruction-log.ts';

/** Bounds the memory and the size of a transaction, however long the log. */
const ENTRIES_PER_TRANSACTION = 500;

interface ReplayedLog {
  readonly entries: number;
  /** Recordings that the restored database did not know to be destroyed. */
  readonly marked: number;
}

interface ReplayDeps {
  readonly db: Database;
  readonly keys: KeyStore;
  /** Unix ms. */
  readonly now: number;
}

/**
 * After a restore: removes the keys of the recordings that an exported destruction log says were destroyed after the backup,
 * held ones too. Nobody can read them from then on; the next retention run deletes the objects and enters them in the log again.
 * `lines` is called twice. Throws `destruction-log-unsound` if the log is not complete, or not signed by this service's key,
 * `destruction-log-key-missing`.
 */
export async function replayDestructionLog(deps: ReplayDeps, lines: () => AsyncIterable<string>): Promise<ReplayedLog> {
  const verified = await verifyExportedDestructionLog(lines());
  const { publicKey } = await destructionLogSigner(deps);
  if (!verified.sound || verified.extract !== undefined) throw new AppError('destruction-log-unsound');
  if (verified.publicKey !== publicKey) {
    throw new AppError(
      'destruction-log-unsound',
      'the destruction log is signed by another key than signing/destruction',
    );
  }
  let marked = 0;
  for await (const entries of pages(lines())) marked += await markDestroyed(deps, entries);
  return { entries: verified.entries, marked };
}

async function* pages(lines: AsyncIterable<string>): AsyncGenerator<readonly SignedEntry[]> {
  let page: SignedEntry[] = [];
  for await (const line of lines) {
    const entry = parseEntryLine(line);
    if (entry.ok) page.push(entry.value);
    if (page.length < ENTRIES_PER_TRANSACTION) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

async function markDestroyed({ db, now }: ReplayDeps, entries: readonly SignedEntry[]): Promise<number> {
  let marked = 0;
  for (const [reason, group] of Map.groupBy(entries, (entry) => entry.reason)) {
    const rows = await db
      .updateTable('recordings')
      .set({
        destroying_at: new Date(now),
        destruction_reason: reason,
        key_id: null,
        wrapped_key: null,
        waveform: null,
      })
      .where(
        'id',
        'in',
        group.map(({ recordingId }) => recordingId),
      )
      .where('destroying_at', 'is', null)
      .returning('id')
      .execute();
    marked += rows.length;
  }
  return marked;
}
