import type { Database } from '../../platform/postgres/index.ts';

/** So long a customer or the operator may ask what became of an event. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Deletes the events that were taken or given up long before `now` (Unix ms). */
export async function forgetEndedHooks(db: Database, now: number): Promise<void> {
  await db
    .deleteFrom('push_hooks')
    .where('ended_at', '<', new Date(now - KEPT_MS))
    .execute();
}
