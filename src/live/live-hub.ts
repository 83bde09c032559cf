import type { Clock, Timer } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import { wholeTenant } from '../catalog/index.ts';
import type { Logger } from '../platform/logging.ts';
import { type Database, NotificationListener, RECORDER_CHANNEL } from '../platform/postgres/index.ts';
import { type LiveCall, liveCallsOf } from './live-calls.ts';
import {
  inParts,
  LIVE_CHANNEL,
  type MeasuredCall,
  notify,
  readMessage,
  TENANTS_PER_MESSAGE,
  WATCH,
  WATCH_LEASE_MS,
} from './live-messages.ts';

/** Three attempts before a recorder takes the watch for ended. The list is read again with it: a dead recorder notifies nobody. */
const RENEWAL_MS = WATCH_LEASE_MS / 3;
/** Calls of several recorders that begin and end in it are read together. */
const READ_DELAY_MS = 300;
/** While nothing is heard of changes. */
const UNHEARD_INTERVAL_MS = 5_000;

interface HubDeps {
  readonly db: Database;
  readonly listenUrl: string;
  /** How many calls of a tenant are looked at. */
  readonly limit: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Somebody who looks at the calls of a tenant. */
export interface LiveViewer {
  /** All that run now; again whenever they have changed. */
  readonly onCalls: (calls: readonly LiveCall[]) => void;
  readonly onMeasured: (calls: readonly MeasuredCall[]) => void;
}

interface WatchedTenant {
  readonly viewers: Set<LiveViewer>;
  calls: readonly LiveCall[] | null;
  reading: Timer | null;
}

/**
 * In a web process: what runs now, for those who look at it. It listens only while somebody looks, reads each tenant once for all of
 * them, and tells recorders whose calls to measure.
 */
export class LiveHub {
  readonly #deps: HubDeps;
  readonly #tenants = new Map<TenantId, WatchedTenant>();
  #listener: NotificationListener | null = null;
  #renewal: Timer | null = null;
  /** Monotonic ms. */
  #readUnheardAtMs = 0;

  constructor(deps: HubDeps) {
    this.#deps = deps;
  }

  /** How many look. */
  get viewers(): number {
    return [...this.#tenants.values()].reduce((total, { viewers }) => total + viewers.size, 0);
  }

  viewersOf(tenantId: TenantId): number {
    return this.#tenants.get(tenantId)?.viewers.size ?? 0;
  }

  /** Returns what ends it. */
  watch(tenantId: TenantId, viewer: LiveViewer): () => void {
    const watched = this.#tenants.get(tenantId) ?? { viewers: new Set(), calls: null, reading: null };
    this.#tenants.set(tenantId, watched);
    watched.viewers.add(viewer);
    if (watched.calls !== null) viewer.onCalls(watched.calls);
    this.#listen();
    void this.#renew([tenantId]);
    this.#readSoon(tenantId, 0);
    return () => this.#leave(tenantId, viewer);
  }

  async close(): Promise<void> {
    this.#tenants.clear();
    await this.#rest();
  }

  #leave(tenantId: TenantId, viewer: LiveViewer): void {
    const watched = this.#tenants.get(tenantId);
    watched?.viewers.delete(viewer);
    if (watched === undefined || watched.viewers.size > 0) return;
    watched.reading?.cancel();
    this.#tenants.delete(tenantId);
    if (this.#tenants.size === 0) void this.#rest();
  }

  #listen(): void {
    if (this.#listener !== null) return;
    const { listenUrl: url, clock, log } = this.#deps;
    this.#listener = new NotificationListener({
      url,
      channels: [LIVE_CHANNEL],
      onNotification: (payload) => this.#receive(payload),
      onConnected: () => this.#readAll(),
      onUnheard: () => this.#readUnheard(),
      clock,
      log,
    });
    this.#renewal = clock.every(RENEWAL_MS, () => {
      void this.#renew([...this.#tenants.keys()]);
      this.#readAll();
    });
    void this.#listener.start();
  }

  async #rest(): Promise<void> {
    this.#renewal?.cancel();
    const listener = this.#listener;
    this.#listener = null;
    await listener?.close();
  }

  #receive(payload: string): void {
    const message = readMessage(payload);
    if (message === null) return;
    const watched = this.#tenants.get(message.tenantId);
    if (watched === undefined) return;
    if (message.kind === 'changed') this.#readSoon(message.tenantId, READ_DELAY_MS);
    else for (const viewer of watched.viewers) viewer.onMeasured(message.calls);
  }

  async #renew(tenants: readonly TenantId[]): Promise<void> {
    const { db, log } = this.#deps;
    const payloads = inParts(tenants, TENANTS_PER_MESSAGE).map((part) => [WATCH, ...part].join(' '));
    await notify(db, RECORDER_CHANNEL, payloads).catch((err: unknown) =>
      log.warn({ err }, 'live calls: recorders could not be asked for levels; trying again'),
    );
  }

  #readAll(): void {
    for (const tenantId of this.#tenants.keys()) this.#readSoon(tenantId, READ_DELAY_MS);
  }

  #readUnheard(): void {
    const now = this.#deps.clock.monotonicMs();
    if (now - this.#readUnheardAtMs < UNHEARD_INTERVAL_MS) return;
    this.#readUnheardAtMs = now;
    this.#readAll();
  }

  #readSoon(tenantId: TenantId, delayMs: number): void {
    const watched = this.#tenants.get(tenantId);
    if (watched === undefined) return;
    watched.reading ??= this.#deps.clock.after(delayMs, () => {
      watched.reading = null;
      void this.#read(tenantId, watched);
    });
  }

  async #read(tenantId: TenantId, watched: WatchedTenant): Promise<void> {
    const { db, clock, limit, log } = this.#deps;
    try {
      watched.calls = await liveCallsOf(db, wholeTenant(tenantId), { now: clock.now(), limit });
    } catch (err) {
      log.warn({ err }, 'live calls: they could not be read; trying again');
      return;
    }
    for (const viewer of watched.viewers) viewer.onCalls(watched.calls);
  }
}
