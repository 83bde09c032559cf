import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { RecordingId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { PortRange } from '../config/index.ts';
import type { Logger } from '../platform/logging.ts';
import type { Registry } from '../platform/metrics.ts';
import { earliestStart } from '../recording/index.ts';
import type { Spool } from '../spool/index.ts';
import { ActiveCall, numberedLegs } from './active-call.ts';
import type { ActiveCapture, Capture, CaptureRefusal, CaptureRequest } from './capture.ts';
import { type CaptureMetrics, createCaptureMetrics } from './capture-metrics.ts';
import { PortPool } from './port-pool.ts';
import type { BindOutcome, MediaReport } from './worker/media-commands.ts';
import { type MediaThread, startMediaThread } from './worker/media-thread.ts';

/** Ports that other programs hold are passed over; after so many rounds in a row the range is not ours to use. */
const MAX_BIND_ROUNDS = 50;

export interface CaptureOptions {
  /** The address the legs' sockets listen on, IPv4 or IPv6. */
  readonly bind: string;
  readonly ports: PortRange;
  readonly receiver: 'auto' | 'batch' | 'portable';
  readonly rtpTimeoutMs: number;
  /** Open, and recovered. Closed by its owner, after this. */
  readonly spool: Spool;
  /** Media worker threads; one carries 2,000 calls on one core. */
  readonly threads?: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
}

/** Resolves when the media workers run. Fails when `batch` is asked for on a machine that cannot do it. */
export async function createCapture(options: CaptureOptions): Promise<Capture> {
  const capture = new ThreadedCapture(options);
  await capture.startThreads();
  return capture;
}

/** A media worker and what it last told of itself. */
interface Lane {
  readonly thread: MediaThread;
  readonly state: LaneState;
}

interface LaneState {
  calls: number;
  failing: boolean;
  report: MediaReport | null;
}

interface RecordedHere {
  readonly call: ActiveCall;
  /** Of the call, Unix ms. */
  readonly startedAt: number;
  readonly onSilence: () => void;
}

class ThreadedCapture implements Capture {
  readonly #options: CaptureOptions;
  readonly #pool: PortPool;
  readonly #metrics: CaptureMetrics;
  readonly #calls = new Map<RecordingId, RecordedHere>();
  readonly #starting = new Set<Promise<unknown>>();
  readonly #lanes: Lane[] = [];
  #closed = false;

  constructor(options: CaptureOptions) {
    this.#options = options;
    this.#pool = new PortPool(options.ports, options.clock);
    const sum = (read: (lane: Lane) => number): number => this.#lanes.reduce((total, lane) => total + read(lane), 0);
    this.#metrics = createCaptureMetrics(options.metrics, {
      activeCalls: () => this.activeCalls,
      activeLegs: () => [...this.#calls.values()].reduce((total, { call }) => total + call.listeningLegs, 0),
      freePorts: () => this.#pool.free,
      spoolBytes: () => options.spool.bytes + sum(({ state }) => state.report?.segmentBytes ?? 0),
      bufferedBytes: () => sum(({ state }) => state.report?.bufferedBytes ?? 0),
    });
  }

  get activeCalls(): number {
    return this.#calls.size;
  }

  get oldestStart(): number | null {
    return earliestStart(this.#calls.values());
  }

  get accepting(): boolean {
    return !this.#closed && this.#lanes.some(({ state }) => !state.failing);
  }

  async startThreads(): Promise<void> {
    for (let count = 0; count < (this.#options.threads ?? 1); count++) this.#lanes.push(await this.#startLane());
  }

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

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#starting);
    const calls = [...this.#calls.values()].map(({ call }) => call);
    const ended = Promise.allSettled(calls.map((call) => call.end('shutdown')));
    await Promise.all(calls.map((call) => call.passedOn()));
    await Promise.allSettled(this.#lanes.map(({ thread }) => thread.ask('close')));
    await Promise.all(this.#lanes.map(({ thread }) => thread.stop(new AppError('spool-unwritable'))));
    await ended;
  }

  async #start(request: CaptureRequest): Promise<Result<ActiveCapture, CaptureRefusal>> {
    const lane = this.#lanes.reduce((least, lane) => (lane.state.calls < least.state.calls ? lane : least));
    if (lane.state.failing) return fail('disk-failing');
    lane.state.calls++;
    const started = await this.#startOn(lane, request).catch((error: unknown) => {
      lane.state.calls--;
      throw error;
    });
    if (!started.ok) lane.state.calls--;
    return started;
  }

  async #startOn(
    { thread, state }: Lane,
    { description, legs: requests, onSilence }: CaptureRequest,
  ): Promise<Result<ActiveCapture, CaptureRefusal>> {
    const { clock } = this.#options;
    const legs = numberedLegs(requests);
    const captureStartedAt = clock.now();
    const reserved = await this.#reserve(legs.length, (ports) =>
      thread.ask('open', { captureStartedAt, description, legs }, ports),
    );
    if (!reserved.ok) return reserved;
    const call = new ActiveCall({
      thread,
      description,
      legs,
      ports: reserved.value,
      captureStartedAt,
      clock,
      reserve: (count, listen) => this.#reserve(count, listen),
      giveBack: (port) => this.#pool.giveBack(port),
      onEnded: () => {
        state.calls--;
        this.#calls.delete(description.recordingId);
      },
    });
    this.#calls.set(description.recordingId, { call, startedAt: description.startedAt, onSilence });
    return ok(call);
  }

  async #reserve(
    count: number,
    listen: (ports: readonly number[]) => Promise<BindOutcome>,
  ): Promise<Result<readonly number[], CaptureRefusal>> {
    for (let round = 0; round < MAX_BIND_ROUNDS; round++) {
      const ports = this.#pool.take(count);
      if (ports === null) return fail('no-ports');
      let outcome: BindOutcome | null = null;
      try {
        outcome = await listen(ports);
      } finally {
        if (outcome !== 'bound') for (const port of ports) this.#pool.giveBack(port);
      }
      if (outcome === 'bound') return ok(ports);
      if (outcome === 'exhausted') break;
    }
    return fail('no-ports');
  }

  async #startLane(): Promise<Lane> {
    const { bind, receiver, rtpTimeoutMs, spool, log } = this.#options;
    const state: LaneState = { calls: 0, failing: false, report: null };
    const thread = await startMediaThread(
      { bind, receiver, rtpTimeoutMs, location: spool.newWriterLocation() },
      {
        ready: (kind, fallbackReason) => {
          if (fallbackReason === null) log.info({ receiver: kind }, 'capture: receiver');
          else log.warn({ receiver: kind, fallbackReason }, 'capture: packets cannot be read in batches here');
        },
        silent: (recordingId) => this.#calls.get(recordingId)?.onSilence(),
        segmentClosed: (segment) => spool.segmentClosed(segment),
        diskFailed: (reason) => this.#noteDiskFailed(state, reason),
        diskMended: () => {
          state.failing = false;
          log.info('capture: the spool can be written again');
        },
        report: (report) => {
          state.report = report;
          this.#metrics.add(report);
        },
        broken: (error) => {
          this.#closed = true;
          log.fatal({ error }, 'capture: a media worker has died; its calls are recovered at the next start');
        },
      },
    );
    return { thread, state };
  }

  #noteDiskFailed(state: LaneState, reason: string): void {
    this.#metrics.diskFailed();
    if (state.failing) return;
    state.failing = true;
    this.#options.log.error(
      { reason },
      'capture: the spool cannot be written; calls go on in memory, new ones are refused until it can',
    );
  }
}
