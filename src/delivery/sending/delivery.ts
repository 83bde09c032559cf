import { repeat, type Repeating } from '../../base/clock.ts';
import type { TenantId } from '../../base/ids.ts';
import { deliverTarget, type DeliverTargetDeps } from './deliver-target.ts';
import { claimTargets, isAnyTargetDue, requeue, type TargetLease, withTargetLease } from './target-lease.ts';

const POLL_EVERY_MS = 5_000;
/** After so long without a successful poll the worker reports itself as not ready. */
const POLL_TIMEOUT_MS = 60_000;

interface DeliveryLimits {
  /** Targets that one worker sends to at the same time. */
  readonly maxTargets: number;
  /** While others are due and all slots are taken, a target loses its slot after this time, and continues after the others. */
  readonly slotMs: number;
}

const LIMITS: DeliveryLimits = { maxTargets: 16, slotMs: 10 * 60_000 };

/** A target that this worker sends to. */
interface Slot {
  readonly tenantId: TenantId;
  /** By the monotonic clock. */
  readonly startedAt: number;
  readonly eviction: AbortController;
}

/**
 * Delivers the waiting packages. Any number of workers share the targets, one worker at a target at a time. A slow target does not
 * delay the others.
 */
export class Delivery {
  readonly #deps: DeliverTargetDeps;
  readonly #limits: DeliveryLimits;
  readonly #stopping = new AbortController();
  /** In the order they started. */
  readonly #slots = new Map<Slot, Promise<void>>();
  readonly #repeating: Repeating;
  #polling: Promise<void> = Promise.resolve();
  #polledAt: number;

  private constructor(deps: DeliverTargetDeps, limits: DeliveryLimits) {
    const { clock, log } = deps;
    this.#deps = deps;
    this.#limits = limits;
    this.#polledAt = clock.monotonicMs();
    const onError = (err: unknown): void => log.warn({ err }, 'delivery: looking for due targets failed');
    this.#repeating = repeat(clock, { intervalMs: POLL_EVERY_MS, onError }, () => this.poll());
  }

  static start(deps: DeliverTargetDeps, limits = LIMITS): Delivery {
    return new Delivery(deps, limits);
  }

  /** Whether it still finds out what is due. */
  get isPolling(): boolean {
    return !this.#stopping.signal.aborted && this.#deps.clock.monotonicMs() - this.#polledAt < POLL_TIMEOUT_MS;
  }

  /** Starts what is due. For tests, which do not wait for the timer. */
  poll(): Promise<void> {
    this.#polling = this.#polling.catch(() => {}).then(() => this.#poll());
    return this.#polling;
  }

  /** Aborts current deliveries: another worker continues them. */
  async stop(): Promise<void> {
    const polled = this.#repeating.stop();
    this.#stopping.abort(new Error('the worker stops'));
    await polled;
    await this.#polling.catch(() => {});
    await Promise.all(this.#slots.values());
  }

  async #poll(): Promise<void> {
    const { db, clock, metrics } = this.#deps;
    const free = this.#limits.maxTargets - this.#slots.size;
    if (this.#stopping.signal.aborted) return;
    if (free === 0) await this.#evictLongest();
    else for (const lease of await claimTargets(db, clock.now(), free)) this.#startSlot(lease);
    metrics.underWay.set(this.#slots.size);
    this.#polledAt = clock.monotonicMs();
  }

  /** Frees the slot that was taken first, if it has lasted long enough and other targets are due. */
  async #evictLongest(): Promise<void> {
    const { db, clock } = this.#deps;
    const [longest] = this.#slots.keys();
    if (longest === undefined || clock.monotonicMs() - longest.startedAt < this.#limits.slotMs) return;
    if (!(await isAnyTargetDue(db, clock.now()))) return;
    await requeue(db, longest.tenantId, clock.now());
    longest.eviction.abort(new Error('other targets are due'));
  }

  #startSlot(lease: TargetLease): void {
    const slot: Slot = {
      tenantId: lease.tenantId,
      startedAt: this.#deps.clock.monotonicMs(),
      eviction: new AbortController(),
    };
    this.#slots.set(
      slot,
      this.#deliver(lease, slot.eviction.signal).finally(() => this.#slots.delete(slot)),
    );
  }

  async #deliver(lease: TargetLease, evicted: AbortSignal): Promise<void> {
    const { log } = this.#deps;
    try {
      await withTargetLease(this.#deps, lease, (lost) =>
        deliverTarget(this.#deps, lease.tenantId, AbortSignal.any([lost, evicted, this.#stopping.signal])),
      );
    } catch (err) {
      if (this.#stopping.signal.aborted || evicted.aborted) return;
      log.warn({ err, tenantId: lease.tenantId }, 'delivery: an attempt was aborted; it is tried again');
    }
  }
}
