import type { AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { Logger } from '../platform/logging.ts';
import type { ObjectStore } from '../platform/object-store.ts';
import type { Database } from '../platform/postgres/index.ts';
import { destroyDueRecordings, finishMarkedRecordings } from './destroy-recordings.ts';
import { destructionLogSigner } from './destruction-log-store.ts';
import { closeLeftTenants } from './leaving/close-left-tenants.ts';
import { eraseLeftTenants } from './leaving/erase-left-tenants.ts';
import { planRetention } from './plan-retention.ts';
import { rewrapKeys } from './rewrap-keys.ts';
import { ObjectDeletion } from './object-deletion.ts';
import { endPersonalData, type EndedCounts } from './personal-data/end-personal-data.ts';
import type { DataPeriods } from './personal-data/index.ts';
import { type RunFailure, RunFailures } from './run-failures.ts';
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
  /** For how long each kind of personal data is kept. */
  readonly periods: DataPeriods;
}

interface RunOptions {
  /** A person says that the clock is right. */
  readonly confirmClock?: boolean;
  /** A person says that the key which signs the destruction log is lost for good. */
  readonly newSigningKey?: boolean;
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
  /** Rows of personal data that ended, by kind. */
  readonly ended: EndedCounts;
  /** What could not be done, and is tried again by the next run. */
  readonly failed: number;
  /** The first of them. */
  readonly failures: readonly RunFailure[];
}

/**
 * Destroys what is due at the time the run begins. Several runs may be under way at once, and each may be killed anywhere:
 * the next one finishes what is left. One bad recording or tenant does not stop the others: see `failures` of the result. Throws
 * `clock-not-trusted`, `destruction-log-key-missing` before it changes anything.
 */
export async function runRetention(
  deps: RetentionDeps,
  { confirmClock = false, newSigningKey = false, signal }: RunOptions = {},
): Promise<RetentionRun> {
  const { db, keys, clock, log, keepUndeliveredDays } = deps;
  const at = clock.now();
  if (!confirmClock) await requireTrustedClock(at, deps);
  deps.monotonicReference?.trustClock();
  const failures = new RunFailures(log);
  const objects = new ObjectDeletion(deps.objects, failures);
  const signer = await destructionLogSigner(deps, { mayReplace: newSigningKey });
  const work = { ...deps, objects, signer, failures, at, stopped: () => signal?.aborted ?? false };

  const runId = await saveRunStart(db, at);
  await closeLeftTenants(work);
  const resumed = await finishMarkedRecordings(work);
  const due = await destroyDueRecordings(work);
  const rewrapped = await rewrapKeys(work);
  if (!work.stopped()) await failures.attempt({ step: 'delete-key' }, () => deleteUnusedKeys(db, keys, failures));
  const ended = await endPersonalData(work);
  await eraseLeftTenants(work);
  const plan = await failures.attempt({ step: 'count' }, () => planRetention(db, { at, keepUndeliveredDays }));
  const run = {
    destroyed: resumed.recordings + due.recordings,
    bytes: resumed.bytes + due.bytes,
    resumed: resumed.recordings,
    rewrapped,
    heldBack: plan?.total.held.recordings ?? 0,
    awaitingDelivery: plan?.total.awaitingDelivery.recordings ?? 0,
    ended,
    failed: failures.count,
    failures: failures.listed,
  };
  const complete = !work.stopped() && run.failed === 0;
  await saveRunEnd(db, runId, { run, finishedAt: complete ? new Date(clock.now()) : null });
  const { failures: _, ...counts } = run;
  log.info({ ...counts, complete }, 'retention: a run has ended');
  return run;
}

/** Throws `retention-incomplete` if the run could not do everything: its job is then repeated, and late in the end. */
export function requireComplete({ failed, failures: [first] }: RetentionRun): void {
  if (failed === 0) return;
  throw new AppError('retention-incomplete', `${failed} failed, the first: ${first?.step}: ${first?.reason}`);
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

/** `finishedAt` is null for a run that was stopped before everything was done, or failed in part. */
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
