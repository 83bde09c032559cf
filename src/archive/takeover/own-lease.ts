import { type Clock, repeat, type Repeating } from '../../base/clock.ts';
import type { RecorderId } from '../../base/ids.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { type RecorderLease, renewLease, takeOwnLease } from './recorder-leases.ts';

/** Of a lease of minutes: many attempts before it ends. */
const RENEW_INTERVAL_MS = 10_000;

/**
 * After the database was away, all leases have ended. Who could renew its own for so long has left the others the time to do so, too: twelve
 * attempts.
 */
const SETTLED_AFTER_MS = 120_000;
/** Six attempts: who has not renewed its own lease for so long was frozen itself, or waited for the database as all others did. */
const LAPSED_AFTER_MS = 60_000;

interface OwnLeaseOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly recorderId: RecorderId;
  readonly seconds: number;
  /** Called with the first lease, and with each one after the recorder was taken over. */
  readonly onLease: (lease: RecorderLease) => void;
}

/** Keeps a recorder's lease while it works, and takes it back when another recorder has it. */
export class OwnLease {
  readonly #options: OwnLeaseOptions;
  #lease: RecorderLease | null = null;
  /** Monotonic ms: since when each attempt has succeeded, and the last one; null: the last one has not. */
  #held: { readonly since: number; readonly last: number } | null = null;
  readonly #renewing: Repeating;

  constructor(options: OwnLeaseOptions) {
    this.#options = options;
    const { clock, log } = options;
    const onError = (err: unknown): void => {
      this.#held = null;
      log.warn({ err }, 'recorder: its lease could not be renewed; trying again');
    };
    this.#renewing = repeat(clock, { intervalMs: RENEW_INTERVAL_MS, atOnce: true, onError }, () => this.#renew());
  }

  /** Whether another recorder whose lease has ended is gone, as far as this one can know. */
  get isSettled(): boolean {
    return this.#heldNow !== null && this.#heldNow.last - this.#heldNow.since >= SETTLED_AFTER_MS;
  }

  get #heldNow() {
    const lapses = (this.#held?.last ?? 0) + LAPSED_AFTER_MS;
    return this.#options.clock.monotonicMs() <= lapses ? this.#held : null;
  }

  /** The lease lasts on: the next start takes it, or another recorder what is left. */
  stop(): Promise<void> {
    return this.#renewing.stop();
  }

  async #renew(): Promise<void> {
    const { db, clock, log, recorderId, seconds, onLease } = this.#options;
    if (this.#lease === null || !(await renewLease(db, this.#lease, seconds))) {
      const lease = await takeOwnLease(db, { recorderId, seconds });
      if (this.#lease !== null) {
        log.error(
          { fence: lease.fence },
          'recorder: another one had taken its place; its calls go on, and its spool is mirrored again',
        );
      }
      this.#lease = lease;
      onLease(lease);
    }
    const last = clock.monotonicMs();
    this.#held = { since: this.#heldNow?.since ?? last, last };
  }
}
