import { type Clock, inTime } from '../base/clock.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { PortRange } from '../config/index.ts';
import type { Logger } from '../platform/logging.ts';
import type { Registry } from '../platform/metrics.ts';
import { RequestError } from '../platform/worker-threads/index.ts';
import { earliestStarts, NO_TENANT } from '../recording/index.ts';
import type { DiskSpace, Spool } from '../spool/index.ts';
import { ActiveCall, type ActiveCapture, type RunningCall } from './active-call.ts';
import { MeasuredCapacity } from './call-capacity.ts';
import { type CaptureMetrics, captureMetrics } from './capture-metrics.ts';
import { type CaptureRefusal, type CaptureRequest, legPorts, numberedLegs } from './capture-request.ts';
import { MediaThread, type OnHung } from './media-thread.ts';
import { PortPool } from './port-pool.ts';
import type { MeasuredCall, TappedPacket } from './worker/media-requests.ts';

export interface CaptureOptions {
  /** The address the legs' sockets listen on, IPv4 or IPv6. */
  readonly bind: string;
  readonly ports: PortRange;
  readonly receiver: 'auto' | 'batch' | 'portable';
  readonly rtpTimeoutMs: number;
  /** How long no RTP comes, paused or not, until it is reported. Default: it is not. */
  readonly silenceMs?: number;
  /** How long all legs of a call may be paused. Default: without end. */
  readonly longestPauseMs?: number;
  /** How often what was received is written and synced. Default: each second. */
  readonly syncIntervalMs?: number;
  /** `auto` (default): also the first address that sends while the negotiated ones are silent. */
  readonly rtpSources?: 'auto' | 'negotiated';
  /** Open, and recovered. Its owner closes it after this. */
  readonly spool: Spool;
  /** The spool's; missing: its space is not looked at. */
  readonly disk?: Pick<DiskSpace, 'level'>;
  /** Calls at the same time; more are refused. `measured`: by the media workers' speed. Default: as many as there are ports. */
  readonly maxCalls?: number | 'measured';
  /** Media workers; one carries 2,000 calls on one core. Default: one. */
  readonly threads?: number;
  readonly onHung: OnHung;
  /** Called when a call begins, when what is known of it changes, and when it ends. */
  readonly onChanged?: (call: RunningCall) => void;
  readonly onEnded?: (call: RunningCall) => void;
  /** Called with what has arrived in calls that are tapped. */
  readonly onTapped?: (recordingId: RecordingId, packets: readonly TappedPacket[]) => void;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
}

/** Of most calls: one for each party. With fewer the PBX should ask another recorder at once. */
const PORTS_OF_A_CALL = 2;

const SYNC_INTERVAL_MS = 1000;

/** A call starts in milliseconds. One whose thread hangs is not waited for: it fails when the threads are closed. */
const STARTS_TIMEOUT_MS = 5_000;

/** Receives the RTP of recorded calls into the spool. One for a recorder; owns its media workers. */
export class Capture {
  readonly #options: CaptureOptions;
  readonly #portPool: PortPool;
  readonly #metrics: CaptureMetrics;
  readonly #threads: MediaThread[] = [];
  readonly #calls = new Map<RecordingId, ActiveCall>();
  readonly #starting = new Set<Promise<unknown>>();
  #closed = false;
  /** Null: it is not measured. */
  readonly #capacity: MeasuredCapacity | null;

  /** Resolves when the media workers run. Fails when `batch` is asked for on a machine that cannot do it. */
  static async start(options: CaptureOptions): Promise<Capture> {
    const capture = new Capture(options);
    for (let number = 1; number <= (options.threads ?? 1); number++) {
      capture.#threads.push(await capture.#startThread(number));
    }
    return capture;
  }

  private constructor(options: CaptureOptions) {
    this.#options = options;
    this.#capacity = options.maxCalls === 'measured' ? new MeasuredCapacity(options.threads ?? 1) : null;
    this.#portPool = new PortPool(options.ports, options.clock);
    const sum = (read: (thread: MediaThread) => number): number =>
      this.#threads.reduce((total, thread) => total + read(thread), 0);
    this.#metrics = captureMetrics(options.metrics, {
      activeCalls: () => this.activeCalls,
      maxCalls: () => this.maxCalls,
      utilization: () => Math.max(...this.#threads.map(({ utilization }) => utilization)),
      activeLegs: () => [...this.#calls.values()].reduce((total, call) => total + call.listeningLegs, 0),
      freePorts: () => this.#portPool.free,
      spoolBytes: () => options.spool.bytes + sum((thread) => thread.segmentBytes),
      spoolUnreadable: () => options.spool.unreadable,
      bufferedBytes: () => sum((thread) => thread.bufferedBytes),
    });
  }

  /** Calls being recorded now. */
  get activeCalls(): number {
    return this.#calls.size;
  }

  /** What may be read of them while they run. */
  get runningCalls(): Iterable<Pick<ActiveCall, 'recordingId' | 'captureStartedAt' | 'written'>> {
    return this.#calls.values();
  }

  /** What the legs of running calls are like just now. Nothing is measured of calls that nobody asks about. */
  async measure(recordingIds: readonly RecordingId[]): Promise<readonly MeasuredCall[]> {
    const wanted = new Set(recordingIds);
    const asked = this.#threads.map(async (thread) => {
      const ids = [...thread.calls].map(({ recordingId }) => recordingId).filter((id) => wanted.has(id));
      return ids.length === 0 ? [] : thread.request('measure', ids);
    });
    return (await Promise.all(asked)).flat();
  }

  /** Begins or ends to pass on what arrives in a call, by `onTapped`. */
  tap(recordingId: RecordingId, on: boolean): void {
    const thread = this.#threads.find(({ calls }) => [...calls].some((call) => call.recordingId === recordingId));
    void thread?.request('tap', recordingId, on).catch(() => undefined);
  }

  /** Start of each tenant's oldest call being recorded, Unix ms. */
  get oldestStarts(): ReadonlyMap<TenantId, number> {
    return earliestStarts([...this.#calls.values()].filter(({ tenantId }) => tenantId !== NO_TENANT));
  }

  /** Whether a new call would be taken: not closed, not full, a media worker has time and can write the spool, and there are ports for it. */
  get accepting(): boolean {
    return this.refusal === null;
  }

  /** Why a new call would not be taken; null: it would. */
  get refusal(): CaptureRefusal | null {
    if (this.#closed) return 'closed';
    if (this.#isFull) return 'too-many-calls';
    if (this.#isDiskNearlyFull) return 'disk-nearly-full';
    if (!this.#threads.some((thread) => thread.accepting)) return this.#threadRefusal;
    return this.#portPool.free < PORTS_OF_A_CALL ? 'no-ports' : null;
  }

  /** Calls at the same time; infinite: not measured yet, or not limited. */
  get maxCalls(): number {
    const { maxCalls } = this.#options;
    return typeof maxCalls === 'number' ? maxCalls : (this.#capacity?.calls ?? Number.POSITIVE_INFINITY);
  }

  #logCapacity(isNew: boolean | undefined): void {
    if (isNew !== true) return;
    const { maxCalls } = this;
    this.#options.log.info({ maxCalls }, 'capture: measured how many calls can be recorded at the same time');
  }

  get #isFull(): boolean {
    return this.#threads.reduce((total, { activeCalls }) => total + activeCalls, 0) >= this.maxCalls;
  }

  get #isDiskNearlyFull(): boolean {
    return this.#options.disk?.level === 'nearly-full';
  }

  get #threadRefusal(): CaptureRefusal {
    if (this.#threads.some((thread) => thread.diskFailing)) return 'disk-failing';
    return this.#threads.some((thread) => thread.overloaded) ? 'overloaded' : 'restarting';
  }

  /** Acquires a UDP port for each leg and begins to record; the ports listen when this resolves. */
  async start(request: CaptureRequest): Promise<Result<ActiveCapture, CaptureRefusal>> {
    if (this.#closed) return fail('closed');
    const starting = this.#start(request);
    this.#starting.add(starting);
    try {
      return await starting;
    } finally {
      this.#starting.delete(starting);
    }
  }

  /**
   * Ends every open call with `shutdown`, writes all to disk, closes all ports. Ended calls are handed over as usual, or
   * recovered by the next start.
   */
  async close(): Promise<void> {
    this.#closed = true;
    await inTime(this.#options.clock, STARTS_TIMEOUT_MS, Promise.allSettled(this.#starting));
    const ended = Promise.allSettled([...this.#calls.values()].map((call) => call.end('shutdown')));
    await Promise.all(this.#threads.map((thread) => thread.close()));
    await ended;
  }

  /** On the least busy thread that can write. */
  async #start(request: CaptureRequest): Promise<Result<ActiveCapture, CaptureRefusal>> {
    if (this.#isFull) return fail('too-many-calls');
    if (this.#isDiskNearlyFull) return fail('disk-nearly-full');
    const accepting = this.#threads.filter((thread) => thread.accepting);
    if (accepting.length === 0) return fail(this.#threadRefusal);
    const thread = accepting.reduce((least, other) => (other.activeCalls < least.activeCalls ? other : least));
    thread.starting++;
    try {
      return await this.#startOn(thread, request);
    } catch (error) {
      if (error instanceof RequestError) throw error;
      return fail('restarting');
    } finally {
      thread.starting--;
    }
  }

  async #startOn(thread: MediaThread, request: CaptureRequest): Promise<Result<ActiveCapture, CaptureRefusal>> {
    const { clock } = this.#options;
    const { description } = request;
    const legs = numberedLegs(request.legs);
    const captureStartedAt = clock.now();
    const bound = await this.#portPool.acquireBound(legs.length, (ports) =>
      thread.request('open', { captureStartedAt, description, legs }, legPorts(request.legs, ports)),
    );
    if (!bound.ok) return bound;
    const call = new ActiveCall({
      worker: thread,
      portPool: this.#portPool,
      clock,
      request,
      legs,
      ports: bound.value,
      captureStartedAt,
      spoolKey: this.#options.spool.key,
      onChanged: () => this.#options.onChanged?.(call),
      onEnding: () => this.#options.onEnded?.(call),
      onEnded: () => {
        thread.calls.delete(call);
        this.#calls.delete(description.recordingId);
      },
    });
    thread.calls.add(call);
    this.#calls.set(description.recordingId, call);
    this.#options.onChanged?.(call);
    return ok(call);
  }

  #startThread(number: number): Promise<MediaThread> {
    const { bind, receiver, rtpTimeoutMs, rtpSources, spool, onHung, clock, log, metrics } = this.#options;
    const { silenceMs = Number.POSITIVE_INFINITY, longestPauseMs = Number.POSITIVE_INFINITY } = this.#options;
    return MediaThread.start({
      name: `media-worker-${number}`,
      settings: {
        bind,
        receiver,
        quiet: { rtpTimeoutMs, silenceMs, longestPauseMs },
        measured: number === 1 && this.#options.maxCalls === 'measured',
        syncIntervalMs: this.#options.syncIntervalMs ?? SYNC_INTERVAL_MS,
        firstSpeaker: rtpSources !== 'negotiated',
      },
      spool,
      counts: this.#metrics,
      onHung,
      clock,
      log,
      metrics,
      onMeasured: (microsecondsPerPacket) => this.#logCapacity(this.#capacity?.measured(microsecondsPerPacket)),
      onReport: (report) => this.#logCapacity(this.#capacity?.worked(report)),
      onQuiet: (recordingId, what) => this.#calls.get(recordingId)?.onQuiet(what),
      onTapped: (recordingId, packets) => this.#options.onTapped?.(recordingId, packets),
      onPacketsLost: (recordingId) => {
        log.warn({ recordingId }, 'capture: packets of a call were lost or not kept; the call is flagged');
        this.#calls.get(recordingId)?.markPacketsLost();
      },
    });
  }
}
