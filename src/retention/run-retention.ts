import type { AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { Logger } from '../platform/logging.ts';
import type { ObjectStore } from '../platform/object-store.ts';
import type { Database } from '../platform/postgres/index.ts';
import { destroyDueRecordings, finishMarkedRecordings } from './destroy-recordings.ts';
import { destructionLogSigner } from './destruction-log.ts';
import { planRetention } from './plan-retention.ts';
import { rewrapKeys } from './rewrap-keys.ts';
import { type ClockSamples, requireTrustedClock } from './trusted-clock.ts';
import { deleteUnusedKeys } from './unused-keys.ts';

export interface RetentionDeps extends ClockSamples {
  readonly objects: Pick<ObjectStore, 'delete'>;
  readonly keys: KeyStore;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Logger;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant asked for that; 0: none. */
  readonly keepUndeliveredDays: number;
}

interface RunOptions {
  /** A person says that the clock is right. */
  readonly confirmClock?: boolean;
  /** Ends the run after the current batch; the next run continues from there. */
  readonly signal?: AbortSignal;
}

export interface RetentionRun {
  /** Recordings destroyed, and their bytes. */
  readonly destroyed: number;
  readonly bytes: number;
  /** Of those destroyed: marked for deletion by a run that did not finish them. */
  readonly resumed: number;
  /** Recordings whose key is now wrapped by another key. */
  readonly rewrapped: number;
  /** Expired recordings that a legal hold keeps. */
  readonly heldBack: number;
  /** Expired recordings that are kept, hidden, until they are delivered. */
  readonly awaitingDelivery: number;
}

/**
 * Destroys what is due at the time the run begins. Several runs may be under way at once, and each may be killed anywhere:
 * the next one finishes what is left. Throws `clock-not-trusted` before it changes anything.
 */
export async function runRetention(
  deps: RetentionDeps,
  { confirmClock = false, signal }: RunOptions = {},
): Promise<RetentionRun> {
  const { db, keys, clock, log, keepUndeliveredDays } = deps;
  const at = clock.now();
  if (!confirmClock) await requireTrustedClock(at, deps);
  deps.monotonicReference?.trustClock();
  const work = { ...deps, signer: await destructionLogSigner(keys), at, stopped: () => signal?.aborted ?? false };

  const runId = await saveRunStart(db, at);
  const resumed = await finishMarkedRecordings(work);
  const due = await destroyDueRecordings(work);
  const rewrapped = await rewrapKeys(work);
  if (!work.stopped()) await deleteUnusedKeys(db, keys);
  const { held, awaitingDelivery } = (await planRetention(db, { at, keepUndeliveredDays })).total;
  const run = {
    destroyed: resumed.recordings + due.recordings,
    bytes: resumed.bytes + due.bytes,
    resumed: resumed.recordings,
    rewrapped,
    heldBack: held.recordings,
    awaitingDelivery: awaitingDelivery.recordings,
  };
  const complete = !work.stopped();
  await saveRunEnd(db, runId, { run, finishedAt: complete ? new Date(clock.now()) : null });
  log.info({ ...run, complete }, 'retention: a run has ended');
  return run;
}

/** Saves that the clock was trusted at an instant (Unix ms). Returns the run's id. */
async function saveRunStart(db: Database, at: number): Promise<number> {
  const { id } = await db
    .insertInto('retention_runs')
    .values({ at: new Date(at), finished_at: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** `finishedAt` is null for a run that was stopped before everything was done. */
async function saveRunEnd(
  db: Database,
  runId: number,
  { run, finishedAt }: { readonly run: RetentionRun; readonly finishedAt: Date | null },
): Promise<void> {
  await db
    .updateTable('retention_runs')
    .set({ destroyed: run.destroyed, rewrapped: run.rewrapped, finished_at: finishedAt })
    .where('id', '=', runId)
    .execute();
}
