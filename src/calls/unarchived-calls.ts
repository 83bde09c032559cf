import type { RecorderId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

/** A recorder that has not reported for this long is taken out of service: its calls are no longer waited for. */
const RECORDER_TIMEOUT_MS = 7 * 24 * 60 * 60 * 1000;

/** What a recorder reports about its calls. Instants are Unix ms. */
export interface RecorderReport {
  readonly recorderId: RecorderId;
  /** The start of its oldest call that is open or not archived yet; null: there is none. */
  readonly unarchivedSince: number | null;
  readonly now: number;
}

/** Publishes since when this recorder has calls that are not in the catalog yet. */
export async function reportUnarchivedCalls(
  db: Database,
  { recorderId, unarchivedSince, now }: RecorderReport,
): Promise<void> {
  const row = {
    unarchived_since: unarchivedSince === null ? null : new Date(unarchivedSince),
    seen_at: new Date(now),
  };
  await db
    .insertInto('recorders')
    .values({ id: recorderId, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/**
 * The start of the oldest call that some recorder holds and that is not in the catalog yet, Unix ms; null: there is
 * none. The last report of a recorder that is down still counts.
 */
export async function unarchivedSince(db: Database, now: number): Promise<number | null> {
  const { since } = await db
    .selectFrom('recorders')
    .select((row) => row.fn.min('unarchived_since').as('since'))
    .where('seen_at', '>', new Date(now - RECORDER_TIMEOUT_MS))
    .executeTakeFirstOrThrow();
  return since?.getTime() ?? null;
}
