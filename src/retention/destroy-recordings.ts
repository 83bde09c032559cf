import type { RecordingId, TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type Affected, NONE, sum } from './affected.ts';
import { type DestructionParts, type Doomed, finishDestruction } from './destruction.ts';
import { doomDueRecordings } from './doom-due-recordings.ts';
import { tenantIds } from './tenant-ids.ts';

/** Recordings destroyed together: bounds the memory of a run, its transactions, and how long an order waits for one. */
const BATCH = 500;

/** What a run works with. */
export interface RunWork extends DestructionParts {
  /** The time it destroys by, Unix ms. */
  readonly at: number;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant wishes so. */
  readonly keepUndeliveredDays: number;
  /** Asked between batches. */
  readonly stopped: () => boolean;
}

/** Finishes what earlier runs, or others now under way, have begun. */
export async function finishBegun(work: RunWork): Promise<Affected> {
  let done = NONE;
  for (let after: RecordingId | null = null; !work.stopped(); ) {
    const begun = await begunAfter(work.db, after);
    if (begun.length === 0) break;
    done = sum(done, await finishDestruction(begun, work));
    after = begun.at(-1)!.id;
  }
  return done;
}

/** Destroys all that is due, tenant by tenant, the oldest first. */
export async function destroyDue(work: RunWork): Promise<Affected> {
  let done = NONE;
  for (const tenantId of await tenantIds(work.db)) done = sum(done, await destroyDueOf(tenantId, work));
  return done;
}

async function destroyDueOf(tenantId: TenantId, work: RunWork): Promise<Affected> {
  const { db, at, clock, keepUndeliveredDays } = work;
  let done = NONE;
  while (!work.stopped()) {
    const doomed = await doomDueRecordings(db, {
      tenantId,
      at,
      now: clock.now(),
      limit: BATCH,
      keepUndeliveredDays,
    });
    if (doomed.length === 0) break;
    done = sum(done, await finishDestruction(doomed, work));
  }
  return done;
}

function begunAfter(db: Database, after: RecordingId | null): Promise<Doomed[]> {
  let query = db
    .selectFrom('recordings')
    .select(['id', 'object_key'])
    .where('destroying_at', 'is not', null)
    .where('destroyed_at', 'is', null)
    .orderBy('id')
    .limit(BATCH);
  if (after !== null) query = query.where('id', '>', after);
  return query.execute();
}
