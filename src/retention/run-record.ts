import type { Clock } from '../base/clock.ts';
import type { Database } from '../platform/postgres/index.ts';

/** Notes that the clock was trusted at an instant (Unix ms), and gives the run its number. */
export async function noteRunStart(db: Database, at: number): Promise<number> {
  const { id } = await db
    .insertInto('retention_runs')
    .values({ at: new Date(at), finished_at: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export interface EndedRun {
  readonly runId: number;
  readonly run: { readonly destroyed: number; readonly rewrapped: number };
  /** It was not told to stop before all was done. */
  readonly complete: boolean;
}

export async function noteRunEnd(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  { runId, run, complete }: EndedRun,
): Promise<void> {
  await db
    .updateTable('retention_runs')
    .set({
      destroyed: run.destroyed,
      rewrapped: run.rewrapped,
      finished_at: complete ? new Date(clock.now()) : null,
    })
    .where('id', '=', runId)
    .execute();
}

/** When the last run began that trusted its clock, Unix ms; null: there has been none. */
export async function lastRunAt(db: Database): Promise<number | null> {
  const last = await db.selectFrom('retention_runs').select('at').orderBy('at', 'desc').limit(1).executeTakeFirst();
  return last?.at.getTime() ?? null;
}
