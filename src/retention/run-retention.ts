import type { AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import type { KeyStore } from '../platform/key-store/index.ts';
import type { Logger } from '../platform/logging.ts';
import type { ObjectStore } from '../platform/object-store/index.ts';
import { type ClockWitnesses, requireTrustedClock } from './clock-guard.ts';
import { destroyDue, finishBegun } from './destroy-recordings.ts';
import { logSigner } from './log-signature.ts';
import { planRetention } from './plan-retention.ts';
import { rewrapRecordings } from './rewrap-recordings.ts';
import { noteRunEnd, noteRunStart } from './run-record.ts';
import { deleteUnusedKeys } from './unused-keys.ts';

export interface RetentionParts extends ClockWitnesses {
  readonly objects: Pick<ObjectStore, 'delete'>;
  readonly keys: KeyStore;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Logger;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant wishes so; 0: not at all. */
  readonly keepUndeliveredDays: number;
}

export interface RunOptions {
  /** A person says that the clock is right. */
  readonly confirmClock?: boolean;
  /** Ends the run after the batch under way; the next run goes on from there. */
  readonly signal?: AbortSignal;
}

export interface RetentionRun {
  /** Recordings destroyed for good, and their bytes. */
  readonly destroyed: number;
  readonly bytes: number;
  /** Of those destroyed: begun by a run that did not finish them. */
  readonly resumed: number;
  /** Recordings whose key is now wrapped by another key. */
  readonly rewrapped: number;
  /** Expired recordings that a legal hold keeps. */
  readonly heldBack: number;
  /** Expired recordings that are kept, hidden, until they are delivered. */
  readonly awaitingDelivery: number;
}

/**
 * Destroys what is due, by the time as it is when the run begins. Any number of runs may be under way at once, and each may
 * end anywhere: the next one finishes what it left. Throws `clock-not-trusted` before anything is touched.
 */
export async function runRetention(
  parts: RetentionParts,
  { confirmClock = false, signal }: RunOptions = {},
): Promise<RetentionRun> {
  const { db, keys, log, keepUndeliveredDays } = parts;
  const at = parts.clock.now();
  if (!confirmClock) await requireTrustedClock(at, parts);
  parts.reckoned?.trustClock();
  const work = { ...parts, signer: await logSigner(keys), at, stopped: () => signal?.aborted ?? false };

  const runId = await noteRunStart(db, at);
  const begun = await finishBegun(work);
  const due = await destroyDue(work);
  const rewrapped = await rewrapRecordings(work);
  if (!work.stopped()) await deleteUnusedKeys(db, keys);
  const { held, awaitingDelivery } = (await planRetention(db, { at, keepUndeliveredDays })).total;
  const run = {
    destroyed: begun.recordings + due.recordings,
    bytes: begun.bytes + due.bytes,
    resumed: begun.recordings,
    rewrapped,
    heldBack: held.recordings,
    awaitingDelivery: awaitingDelivery.recordings,
  };
  await noteRunEnd(parts, { runId, run, complete: !work.stopped() });
  log.info({ ...run, complete: !work.stopped() }, 'retention: a run has ended');
  return run;
}
