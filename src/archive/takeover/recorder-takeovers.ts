import { rmSync } from 'node:fs';
import { type Clock, repeat, type Repeating } from '../../base/clock.ts';
import type { RecorderId, RecordingId } from '../../base/ids.ts';
import { Gauge, labelledCounter, type Registry } from '../../platform/metrics.ts';
import { deleteMirror, deleteRunKeys } from '../../spool/index.ts';
import type { ArchiveQueue } from '../archive-queue.ts';
import type { StuckCall } from '../stuck-calls.ts';
import type { OwnLease } from './own-lease.ts';
import {
  claimLostRecorder,
  type ClaimedRecorder,
  endedTakeovers,
  forgetOldTakeover,
  renewLease,
} from './recorder-leases.ts';
import { takeOverRecorder, type TakeoverDeps } from './take-over-recorder.ts';
import { deleteOldTakenOver } from './taken-over-recordings.ts';

/** How soon a recorder that is gone, or a command, is noticed. */
const CHECK_INTERVAL_MS = 5_000;
const RENEW_INTERVAL_MS = 10_000;
/** How soon what a frozen recorder put after its takeover is deleted. */
const SWEEP_INTERVAL_MS = 60 * 60 * 1000;

interface RecorderTakeoversOptions extends TakeoverDeps {
  readonly recorderId: RecorderId;
  readonly seconds: number;
  readonly ownLease: Pick<OwnLease, 'isSettled'>;
  readonly metrics: Registry;
}

/**
 * Takes the place of recorders that are gone, one after another, beside this recorder's own work. One of which only calls are left that wait
 * for the operator keeps nobody waiting.
 */
export class RecorderTakeovers {
  readonly #options: RecorderTakeoversOptions;
  readonly #clock: Clock;
  readonly #stopped = new AbortController();
  readonly #checking: Repeating;
  readonly #sweeping: Repeating;
  readonly #metrics: ReturnType<typeof takeoverMetrics>;
  readonly #queues = new Set<ArchiveQueue>();
  readonly #running = new Set<Promise<void>>();
  /** The one that is worked on. */
  #current: ClaimedRecorder | null = null;

  constructor(options: RecorderTakeoversOptions) {
    this.#options = options;
    this.#clock = options.clock;
    // Of a run that was killed; whoever takes over next makes it again from the mirror.
    rmSync(options.folder, { recursive: true, force: true });
    this.#metrics = takeoverMetrics(options.metrics, () => this.#running.size > 0);
    const onError = (err: unknown): void =>
      options.log.warn({ err }, 'recorder: it is not known whether another one is gone; tried again');
    this.#checking = repeat(this.#clock, { intervalMs: CHECK_INTERVAL_MS, atOnce: true, onError }, () => this.#check());
    const onNotSwept = (err: unknown): void =>
      options.log.warn(
        { err },
        'recorder: what is left of recorders that were taken over could not be deleted; tried again',
      );
    this.#sweeping = repeat(this.#clock, { intervalMs: SWEEP_INTERVAL_MS, onError: onNotSwept }, () => this.#sweep());
  }

  /** Calls of lost recorders that cannot be archived. */
  get stuck(): readonly StuckCall[] {
    return [...this.#queues].flatMap(({ stuck }) => stuck);
  }

  retry(recordingId: RecordingId): void {
    for (const queue of this.#queues) queue.retry(recordingId);
  }

  /** What is not done is taken over again by another recorder, or this one. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all([this.#checking.stop(), this.#sweeping.stop()]);
    await Promise.all(this.#running);
  }

  async #check(): Promise<void> {
    const { db, recorderId: owner, seconds, ownLease } = this.#options;
    if (this.#stopped.signal.aborted || this.#current !== null) return;
    const claimed = await claimLostRecorder(db, { owner, seconds, requestedOnly: !ownLease.isSettled });
    if (claimed === null) return;
    this.#current = claimed;
    const running = this.#run(claimed).finally(() => {
      this.#running.delete(running);
      this.#isDone(claimed);
    });
    this.#running.add(running);
  }

  /** Never fails. */
  async #run(claimed: ClaimedRecorder): Promise<void> {
    const { log } = this.#options;
    const { recorderId: lost, fence } = claimed.lease;
    log.warn({ lost, fence, forgotten: claimed.isForgotten }, 'recorder: taking over one that is gone');
    try {
      const calls = await this.#takeOver(claimed);
      this.#metrics.ended.inc({ result: 'done' });
      log.warn({ lost, calls }, 'recorder: one that is gone was taken over; its calls are archived');
    } catch (err) {
      this.#metrics.ended.inc({ result: 'not-done' });
      log.error({ lost, err }, 'recorder: another one could not be taken over; tried again when its lease has ended');
    }
  }

  #isDone(claimed: ClaimedRecorder): void {
    if (this.#current === claimed) this.#current = null;
  }

  async #sweep(): Promise<void> {
    const { db, objects } = this.#options;
    await deleteOldTakenOver(db);
    const check = (): void => this.#stopped.signal.throwIfAborted();
    for (const ended of await endedTakeovers(db)) await deleteMirror({ objects, ...ended, check });
    while (await this.#forgetOld()) check();
  }

  /** With the keys of its runs: a copy of its packets, in a backup of the bucket for example, is not to be opened for ever. */
  #forgetOld(): Promise<boolean> {
    const { db, keys } = this.#options;
    return db.transaction().execute(async (transaction) => {
      const recorderId = await forgetOldTakeover(transaction);
      if (recorderId !== null) await deleteRunKeys(keys, recorderId);
      return recorderId !== null;
    });
  }

  async #takeOver(claimed: ClaimedRecorder): Promise<number> {
    const { lease, isForgotten } = claimed;
    const { db, seconds } = this.#options;
    const lost = new AbortController();
    const renewing = repeat(this.#clock, { intervalMs: RENEW_INTERVAL_MS }, async () => {
      if (!(await renewLease(db, lease, seconds))) lost.abort(new Error('the recorder has come back'));
    });
    let archiving: ArchiveQueue | null = null;
    try {
      return await takeOverRecorder(this.#options, {
        lease,
        isForgotten,
        signal: AbortSignal.any([lost.signal, this.#stopped.signal]),
        onQueue: (queue) => {
          if (archiving !== null) this.#queues.delete(archiving);
          if (queue !== null) this.#queues.add(queue);
          archiving = queue;
        },
        onWaiting: () => this.#isDone(claimed),
      });
    } finally {
      await renewing.stop();
    }
  }
}

function takeoverMetrics(registry: Registry, isTakingOver: () => boolean) {
  const now: Gauge = new Gauge({
    name: 'fonoteka_recorder_takeover_running',
    help: 'Whether this recorder is taking over another one, which is gone.',
    registers: [registry],
    collect: () => now.set(isTakingOver() ? 1 : 0),
  });
  const ended = labelledCounter({
    registry,
    name: 'fonoteka_recorder_takeovers_total',
    help: 'Recorders taken over by this one, by result; what was not done is tried again.',
    labels: { result: ['done', 'not-done'] },
  });
  return { ended };
}
