import type { Timer } from '../../base/clock.ts';
import { claimTargets, type Lease, whileLeased } from './lease.ts';
import { deliverTarget, type TargetParts } from './deliver-target.ts';
import { measureWaiting } from './delivery-metrics.ts';

/** What is due begins so soon. */
const LOOK_EVERY_MS = 5_000;
/** A target that is slow keeps none of the others waiting, up to so many at once for each worker. */
const TARGETS_AT_ONCE = 16;
/** What is due has not been looked for during so long: nothing new is delivered. */
const LOST_AFTER_MS = 60_000;

export interface RunningDelivery {
  /** Whether it finds what is due. */
  readonly isLooking: boolean;
  /** Resolves when nothing is due that nobody delivers. For tests: it looks at once. */
  look(): Promise<void>;
  /** Breaks off what is under way: the next worker goes on where it stopped. */
  stop(): Promise<void>;
}

/** Delivers what waits, each target by one worker at a time, whatever their number. */
export function startDelivery(parts: TargetParts): RunningDelivery {
  const delivery = new Delivery(parts);
  delivery.start();
  return delivery;
}

class Delivery implements RunningDelivery {
  readonly #parts: TargetParts;
  readonly #stopping = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #timer: Timer | null = null;
  #looking: Promise<void> = Promise.resolve();
  #lookedAt: number;

  constructor(parts: TargetParts) {
    this.#parts = parts;
    this.#lookedAt = parts.clock.monotonicMs();
  }

  get isLooking(): boolean {
    return !this.#stopping.signal.aborted && this.#parts.clock.monotonicMs() - this.#lookedAt < LOST_AFTER_MS;
  }

  start(): void {
    const { clock, log } = this.#parts;
    this.#timer = clock.every(LOOK_EVERY_MS, () => {
      this.look().catch((err: unknown) => log.warn({ err }, 'delivery: what is due could not be looked for'));
    });
  }

  look(): Promise<void> {
    this.#looking = this.#looking.catch(() => {}).then(() => this.#look());
    return this.#looking;
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    this.#stopping.abort(new Error('the worker stops'));
    await this.#looking.catch(() => {});
    await Promise.all(this.#underWay);
  }

  async #look(): Promise<void> {
    const { db, clock, metrics } = this.#parts;
    const free = TARGETS_AT_ONCE - this.#underWay.size;
    if (free > 0 && !this.#stopping.signal.aborted) {
      for (const lease of await claimTargets(db, clock.now(), free)) this.#begin(lease);
    }
    metrics.underWay.set(this.#underWay.size);
    await measureWaiting(db, metrics);
    this.#lookedAt = clock.monotonicMs();
  }

  #begin(lease: Lease): void {
    const delivering = this.#deliver(lease).finally(() => this.#underWay.delete(delivering));
    this.#underWay.add(delivering);
  }

  async #deliver(lease: Lease): Promise<void> {
    const { log } = this.#parts;
    try {
      await whileLeased(this.#parts, lease, (lost) =>
        deliverTarget(this.#parts, lease.tenantId, AbortSignal.any([lost, this.#stopping.signal])),
      );
    } catch (err) {
      if (this.#stopping.signal.aborted) return;
      log.warn({ err, tenantId: lease.tenantId }, 'delivery: an attempt was broken off; it is tried again');
    }
  }
}
