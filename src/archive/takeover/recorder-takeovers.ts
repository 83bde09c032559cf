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
  endedTakeovers,
  forgetOldTakeover,
  type RecorderLease,
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

/** Takes the place of recorders that are gone, one after another, beside this recorder's own work. */
export class RecorderTakeovers {
  readonly #options: RecorderTakeoversOptions;
  readonly #clock: Clock;
  readonly #stopped = new AbortController();
  readonly #checking: Repeating;
  readonly #sweeping: Repeating;
  readonly #metrics: ReturnType<typeof takeoverMetrics>;
  #queue: ArchiveQueue | null = null;
  #isTakingOver = false;

  constructor(options: RecorderTakeoversOptions) {
    this.#options = options;
    this.#clock = options.clock;
    // Of a run that was killed; whoever takes over next makes it again from the mirror.
    rmSync(options.folder, { recursive: true, force: true });
    this.#metrics = takeoverMetrics(options.metrics, () => this.#isTakingOver);
    const onError = (err: unknown): void =>
      options.log.error({ err }, 'recorder: another one could not be taken over; tried again when its lease has ended');
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
    return this.#queue?.stuck ?? [];
  }

  retry(recordingId: RecordingId): void {
    this.#queue?.retry(recordingId);
  }

  /** What is not done is taken over again by another recorder, or this one. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all([this.#checking.stop(), this.#sweeping.stop()]);
  }

  async #check(): Promise<void> {
    const { db, recorderId: owner, seconds, ownLease, log } = this.#options;
    if (this.#stopped.signal.aborted) return;
    const claimed = await claimLostRecorder(db, { owner, seconds, requestedOnly: !ownLease.isSettled });
    if (claimed === null) return;
    const { recorderId: lost, fence } = claimed.lease;
    log.warn({ lost, fence, forgotten: claimed.isForgotten }, 'recorder: taking over one that is gone');
    this.#isTakingOver = true;
    try {
      const calls = await this.#takeOver(claimed);
      this.#metrics.ended.inc({ result: 'done' });
      log.warn({ lost, calls }, 'recorder: one that is gone was taken over; its calls are archived');
    } catch (error) {
      this.#metrics.ended.inc({ result: 'not-done' });
      throw error;
    } finally {
      this.#isTakingOver = false;
    }
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

  async #takeOver({
    lease,
    isForgotten,
  }: {
    readonly lease: RecorderLease;
    readonly isForgotten: boolean;
  }): Promise<number> {
    const { db, seconds } = this.#options;
    const lost = new AbortController();
    const renewing = repeat(this.#clock, { intervalMs: RENEW_INTERVAL_MS }, async () => {
      if (!(await renewLease(db, lease, seconds))) lost.abort(new Error('the recorder has come back'));
    });
    try {
      return await takeOverRecorder(this.#options, {
        lease,
        isForgotten,
        signal: AbortSignal.any([lost.signal, this.#stopped.signal]),
        onQueue: (queue) => (this.#queue = queue),
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
