import { sql } from 'kysely';
import type { Clock, Timer } from '../../base/clock.ts';
import type { TenantId } from '../../base/ids.ts';
import { claimDue, isAnyDue, type Lease, type Outbox, withLease } from '../../platform/outbox.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { deliverTarget, type DeliverTargetDeps } from './deliver-target.ts';
import { measureWaiting } from './delivery-metrics.ts';

/** What is due begins so soon. */
const LOOK_EVERY_MS = 5_000;
/** How one worker divides itself among targets. */
interface DeliveryLimits {
  readonly targetsAtOnce: number;
  /** While others wait for a place, none is kept for longer: who had it goes on after them, from where it was. */
  readonly turnMs: number;
}

const LIMITS: DeliveryLimits = { targetsAtOnce: 16, turnMs: 10 * 60_000 };
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

/** Delivers what waits, each target by one worker at a time, whatever their number. A slow target keeps no other waiting. */
export function startDelivery(parts: DeliverTargetDeps, limits = LIMITS): RunningDelivery {
  const delivery = new Delivery(parts, limits);
  delivery.start();
  return delivery;
}

/** A target being delivered to. */
interface Turn {
  readonly tenantId: TenantId;
  /** By the monotonic clock. */
  readonly beganAt: number;
  readonly over: AbortController;
}

class Delivery implements RunningDelivery {
  readonly #parts: DeliverTargetDeps;
  readonly #limits: DeliveryLimits;
  readonly #stopping = new AbortController();
  /** Those that have a place, in the order they got it. */
  readonly #underWay = new Map<Turn, Promise<void>>();
  #timer: Timer | null = null;
  #looking: Promise<void> = Promise.resolve();
  #lookedAt: number;

  constructor(parts: DeliverTargetDeps, limits: DeliveryLimits) {
    this.#parts = parts;
    this.#limits = limits;
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
    await Promise.all(this.#underWay.values());
  }

  async #look(): Promise<void> {
    const { db, clock, metrics } = this.#parts;
    const free = this.#limits.targetsAtOnce - this.#underWay.size;
    if (this.#stopping.signal.aborted) return;
    if (free === 0) await this.#makeRoom();
    else for (const lease of await claimTargets(db, clock.now(), free)) this.#begin(lease);
    metrics.underWay.set(this.#underWay.size);
    await measureWaiting(db, metrics);
    this.#lookedAt = clock.monotonicMs();
  }

  /** Ends the turn that has lasted longest, where it has lasted long enough and others wait. */
  async #makeRoom(): Promise<void> {
    const { db, clock } = this.#parts;
    const [longest] = this.#underWay.keys();
    if (longest === undefined || clock.monotonicMs() - longest.beganAt < this.#limits.turnMs) return;
    if (!(await isTargetDue(db, clock.now()))) return;
    await putBehind(db, longest.tenantId, clock.now());
    longest.over.abort(new Error('others wait for their turn'));
  }

  #begin(lease: TargetLease): void {
    const turn: Turn = {
      tenantId: lease.tenantId,
      beganAt: this.#parts.clock.monotonicMs(),
      over: new AbortController(),
    };
    this.#underWay.set(
      turn,
      this.#deliver(lease, turn.over.signal).finally(() => this.#underWay.delete(turn)),
    );
  }

  async #deliver(lease: TargetLease, over: AbortSignal): Promise<void> {
    const { log } = this.#parts;
    try {
      await whileLeased(this.#parts, lease, (lost) =>
        deliverTarget(this.#parts, lease.tenantId, AbortSignal.any([lost, over, this.#stopping.signal])),
      );
    } catch (err) {
      if (this.#stopping.signal.aborted || over.aborted) return;
      log.warn({ err, tenantId: lease.tenantId }, 'delivery: an attempt was broken off; it is tried again');
    }
  }
}

const TARGETS: Outbox<'push_targets'> = {
  table: 'push_targets',
  key: 'tenant_id',
  isWaiting: sql<boolean>`EXISTS (
    SELECT FROM packages WHERE packages.tenant_id = push_targets.tenant_id AND packages.delivered_at IS NULL)`,
  maxDelayMs: 2 * 60 * 60 * 1000,
};

/** One worker's right to deliver to a tenant's target, alone, as its settings are. */
interface TargetLease {
  readonly tenantId: TenantId;
  readonly lease: Lease;
  readonly settingsOf: Date;
}

/** Leases targets that have something to be delivered and that it is time to try, those that wait longest first. */
export async function claimTargets(db: Database, now: number, limit: number): Promise<TargetLease[]> {
  const claimed = await claimDue(db, TARGETS, { now, limit });
  return claimed.map(({ lease, row }) => ({ tenantId: row.tenant_id, lease, settingsOf: row.changed_at }));
}

/** Whether something waits to be leased. */
function isTargetDue(db: Database, now: number): Promise<boolean> {
  return isAnyDue(db, TARGETS, { now });
}

/** All others that are due come before this one. */
async function putBehind(db: Database, tenantId: TenantId, now: number): Promise<void> {
  await db
    .updateTable('push_targets')
    .set({ next_attempt_at: new Date(now) })
    .where('tenant_id', '=', tenantId)
    .execute();
}

/** Holds a lease while some work lasts; its signal aborts when the lease may be lost, or the settings have changed. */
export function whileLeased(
  parts: { readonly db: Database; readonly clock: Clock },
  { lease, settingsOf }: TargetLease,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  return withLease(parts, lease, work, { validWhile: sql<boolean>`changed_at = ${settingsOf}` });
}
