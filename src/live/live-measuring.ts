import type { Clock, Timer } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import type { Capture, MeasuredLeg, RunningCall } from '../capture/index.ts';
import type { Logger } from '../platform/logging.ts';
import type { Database } from '../platform/postgres/index.ts';
import { channelAt } from '../recording/index.ts';
import {
  CALLS_PER_MESSAGE,
  inParts,
  LIVE_CHANNEL,
  type MeasuredCall,
  type MeasuredParty,
  messageOf,
  notify,
  WATCH_LEASE_MS,
} from './live-messages.ts';

/** How often levels are sent. */
const INTERVAL_MS = 1_000;
/** More tenants than are looked at on a recorder at a time; each takes some 100 bytes. */
const MAX_WATCHED = 10_000;

interface MeasuringDeps {
  readonly db: Database;
  readonly capture: Pick<Capture, 'measure'>;
  /** Those that run. */
  readonly calls: () => readonly RunningCall[];
  readonly clock: Clock;
  readonly log: Logger;
}

/** In a recorder: measures the calls of tenants whose list somebody looks at, in any process, and sends what it found there. */
export class LiveMeasuring {
  readonly #deps: MeasuringDeps;
  readonly #watched: WatchedTenants;
  #timer: Timer | null = null;
  #measuring = false;
  #stopped = false;

  constructor(deps: MeasuringDeps, watched: WatchedTenants) {
    this.#deps = deps;
    this.#watched = watched;
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** Somebody looks at the calls of these tenants. */
  watch(text: string): void {
    if (this.#stopped) return;
    this.#watched.add(text.split(' ') as TenantId[]);
    if (!this.#watched.any) return;
    this.#timer ??= this.#deps.clock.every(INTERVAL_MS, () => void this.#measure());
  }

  async #measure(): Promise<void> {
    if (this.#measuring) return;
    if (!this.#watched.any) {
      this.#timer?.cancel();
      this.#timer = null;
      return;
    }
    this.#measuring = true;
    try {
      await notify(this.#deps.db, LIVE_CHANNEL, await this.#messages());
    } catch (err) {
      this.#deps.log.debug({ err }, 'live calls: levels could not be sent');
    } finally {
      this.#measuring = false;
    }
  }

  async #messages(): Promise<string[]> {
    const { capture, calls, clock } = this.#deps;
    const running = calls().filter(({ description: { tenantId } }) => this.#watched.has(tenantId));
    if (running.length === 0) return [];
    const measured = await capture.measure(running.map(({ recordingId }) => recordingId));
    const legs = new Map(measured.map((call) => [call.recordingId, call.legs]));
    const byTenant = Map.groupBy(running, ({ description: { tenantId } }) => tenantId);
    return [...byTenant].flatMap(([tenantId, ofTenant]) => {
      const found = ofTenant.map((call) => measuredCall(call, legs.get(call.recordingId) ?? [], clock.now()));
      return inParts(found, CALLS_PER_MESSAGE).map((part) => messageOf({ kind: 'measured', tenantId, calls: part }));
    });
  }
}

/** Whose calls somebody looks at, for as long as that is said again. */
export class WatchedTenants {
  readonly #clock: Clock;
  /** Monotonic ms. */
  readonly #until = new Map<TenantId, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get any(): boolean {
    const now = this.#clock.monotonicMs();
    for (const [tenantId, until] of this.#until) if (until < now) this.#until.delete(tenantId);
    return this.#until.size > 0;
  }

  has(tenantId: TenantId): boolean {
    return (this.#until.get(tenantId) ?? Number.NEGATIVE_INFINITY) >= this.#clock.monotonicMs();
  }

  add(tenants: readonly TenantId[]): void {
    if (this.#until.size + tenants.length > MAX_WATCHED) return;
    for (const tenantId of tenants) this.#until.set(tenantId, this.#clock.monotonicMs() + WATCH_LEASE_MS);
  }
}

function measuredCall({ description, legs }: RunningCall, measured: readonly MeasuredLeg[], now: number): MeasuredCall {
  const ofSide = (side: 'caller' | 'callee'): MeasuredParty | null => {
    const heard = measured.filter(({ leg }) => {
      const spooled = legs.find((known) => known.leg === leg);
      return spooled !== undefined && [side, 'mixed'].includes(channelAt(spooled, now));
    });
    return heard.length === 0 ? null : together(heard);
  };
  return { callId: description.callId, caller: ofSide('caller'), callee: ofSide('callee') };
}

/** Nearly always one. After a transfer the one before is silent. */
function together(legs: readonly MeasuredLeg[]): MeasuredParty {
  const levels = legs.flatMap(({ dbfs }) => dbfs ?? []);
  const sum = (read: (leg: MeasuredLeg) => number): number => legs.reduce((total, leg) => total + read(leg), 0);
  return {
    dbfs: levels.length === 0 ? null : Math.max(...levels),
    isLevelUnknown: legs.some(({ isUnknown }) => isUnknown),
    codec: legs.findLast(({ codec }) => codec !== null)?.codec ?? null,
    packets: sum(({ packets }) => packets),
    lost: sum(({ lost }) => lost),
    jitterMs: Math.max(...legs.map(({ jitterMs }) => jitterMs)),
  };
}
