import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { delay } from '../../base/clock.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import type { Logger } from '../../platform/logging.ts';
import { createMetrics } from '../../platform/metrics.ts';
import type { ObjectStore } from '../../platform/object-store.ts';
import { deleteMirror, rebuildSpool, type SpooledCall } from '../../spool/index.ts';
import type { ArchiveJobDeps } from '../archive-job.ts';
import { ArchiveQueue } from '../archive-queue.ts';
import { objectOfRecording } from '../recording-rows.ts';
import { objectPrefix } from '../store-recording.ts';
import { saveNotOrdered, saveQueued } from '../unsaved-calls.ts';
import { endTakeover, holdLease, type RecorderLease } from './recorder-leases.ts';
import { saveTakenOver } from './taken-over-recordings.ts';

/** Encoders and store are needed for this recorder's own calls first. */
const CONCURRENT_JOBS = 2;
/** How soon it is seen that a call that was set aside was archived after all. */
const STUCK_INTERVAL_MS = 5_000;

export interface TakeoverDeps extends Pick<ArchiveJobDeps, 'encoding' | 'db' | 'clock' | 'onMeasured' | 'tracing'> {
  readonly objects: ObjectStore;
  readonly keys: KeyStore;
  readonly log: Logger;
  /** On the local disk, for the segments of lost recorders; of this process alone. */
  readonly folder: string;
}

interface TakeoverRequest {
  readonly lease: RecorderLease;
  /** The operator gives its calls up. */
  readonly isForgotten: boolean;
  /** Aborted: the lease is lost, or this recorder stops. */
  readonly signal: AbortSignal;
  /** The queue that archives the calls, while it does. */
  readonly onQueue: (queue: ArchiveQueue | null) => void;
  /** Only calls are left that wait for the operator. */
  readonly onWaiting: () => void;
}

/**
 * Does what is left of a lost recorder's work: mirror → segments on this disk → calls without a recording saved → calls archived → mirror
 * deleted → rows closed. Each step may be done again by whoever takes over next: recordings that have their rows are left as they are.
 * Throws `recorder-lease-lost` when the recorder has come back.
 */
export async function takeOverRecorder(deps: TakeoverDeps, request: TakeoverRequest): Promise<number> {
  const { lease, isForgotten, signal } = request;
  const mirror = {
    ...deps,
    ...lease,
    check: () => signal.throwIfAborted(),
    folder: join(deps.folder, lease.recorderId),
  };
  let archived = 0;
  try {
    if (!isForgotten) {
      const { calls, notOrdered, queued } = await rebuildSpool(mirror);
      for (const row of queued) await saveQueued(deps.db, deps.log, row);
      for (const call of notOrdered) await saveNotOrdered(deps.db, deps.log, call);
      await archiveAll(deps, calls, request);
      archived = calls.length;
    }
    await deps.db.transaction().execute((transaction) => holdLease(transaction, lease));
    await deleteMirror(mirror);
    await endTakeover(deps.db, lease);
  } finally {
    await rm(mirror.folder, { recursive: true, force: true });
  }
  return archived;
}

/** Resolves when all are archived: a call that cannot be archived waits for the operator, and the mirror with it. */
async function archiveAll(
  deps: TakeoverDeps,
  calls: readonly SpooledCall[],
  { lease, signal, onQueue, onWaiting }: TakeoverRequest,
): Promise<void> {
  const descriptions = new Map(calls.map((call) => [call.recordingId, call]));
  const queue = new ArchiveQueue({
    ...deps,
    releaseSpool: async (id) => deleteOtherObjects(deps, descriptions.get(id)!),
    keepDamaged: () => {},
    takeover: {
      objectSuffix: `taken-${lease.fence}`,
      confirm: async (transaction, call) => {
        await holdLease(transaction, lease);
        await saveTakenOver(transaction, lease.recorderId, call);
      },
    },
    concurrent: CONCURRENT_JOBS,
    // Its own calls' figures are not to be mixed with these.
    metrics: createMetrics(),
  });
  const closing = (): void => void queue.close();
  signal.addEventListener('abort', closing);
  try {
    onQueue(queue);
    for (const call of calls) queue.add(call);
    await queue.idle();
    onWaiting();
    while (!signal.aborted && queue.stuck.length > 0) {
      await delay(deps.clock, STUCK_INTERVAL_MS, signal);
      await queue.idle();
    }
    signal.throwIfAborted();
  } finally {
    onQueue(null);
    signal.removeEventListener('abort', closing);
    await queue.close();
  }
}

/** What the lost recorder, or one that was taking it over before, put just before it was killed: no row has a key for it. */
async function deleteOtherObjects({ db, objects }: TakeoverDeps, { description }: SpooledCall): Promise<void> {
  const { tenantId, recordingId } = description;
  const stored = await objectOfRecording(db, tenantId, recordingId);
  for await (const key of objects.list(objectPrefix(description))) if (key !== stored) await objects.delete(key);
}
