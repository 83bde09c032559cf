import type { Database } from '../platform/postgres/index.ts';
import type { DestructionReason, SignedEntry } from './log-entry.ts';

/** Entries one query reads. */
const PAGE = 1000;

/** The log from its beginning, page by page: however long it is, one page is in memory. */
export async function* readLog(db: Database): AsyncGenerator<readonly SignedEntry[]> {
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom('destruction_log')
      .selectAll()
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(PAGE)
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
