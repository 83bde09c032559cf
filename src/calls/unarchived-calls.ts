import type { RecorderId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

/** A recorder that has not been seen for so long has been taken away, and its calls with it. */
const FORGOTTEN_AFTER_MS = 7 * 24 * 60 * 60 * 1000;

/** What a recorder has to tell of its calls. Instants are Unix ms. */
export interface RecorderReport {
  readonly recorderId: RecorderId;
  /** The start of its oldest call that is open or not archived yet; null: there is none. */
  readonly unarchivedSince: number | null;
  readonly now: number;
}

/** Lets the others know which calls may still come. */
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
 * The start of the oldest call that some recorder has and the catalog has not, Unix ms; null: there is none. A recorder
 * that is down counts by what it told last.
 */
export async function unarchivedSince(db: Database, now: number): Promise<number | null> {
  const { since } = await db
    .selectFrom('recorders')
    .select((row) => row.fn.min('unarchived_since').as('since'))
    .where('seen_at', '>', new Date(now - FORGOTTEN_AFTER_MS))
    .executeTakeFirstOrThrow();
  return since?.getTime() ?? null;
}
