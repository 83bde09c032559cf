import { rm } from 'node:fs/promises';
import type { Clock, Timer } from '../../base/clock.ts';
import type { RecordingId } from '../../base/ids.ts';
import type { Logger } from '../../platform/logging.ts';
import { PoolRefusal, type PoolThread, type WorkerPool } from '../../platform/worker-threads/index.ts';
import type { EncodingRequests } from '../encoding-worker.ts';
import type { RunningCallState } from './early-call.ts';
import { earlyPath, recordingPath } from './early-mp3.ts';
import { soundPath } from './stored-sounds.ts';

/** A call that is being recorded. */
export interface RunningCall {
  readonly recordingId: RecordingId;
  /** Unix ms. */
  readonly captureStartedAt: number;
  /** What is on disk of it, from an extent on; null: it is not to be encoded now. */
  written(firstExtent: number): Promise<RunningCallState | null>;
}

/** The calls that are being recorded, as capture has them. */
export interface RunningCalls {
  readonly runningCalls: Iterable<RunningCall>;
}

/** Two sections, the sound that waits for late packets, and some: of a shorter call nothing is encoded early. */
const FIRST_AFTER_MS = 150_000;
/** Two sections more. So at its end a call has less than three to encode, a fifth of a second of a core's time. */
const BURST_INTERVAL_MS = 120_000;
/** How exactly: a call is some seconds late at most. */
const LOOK_INTERVAL_MS = 10_000;
/** Each holds some 100 kB in its thread and 250 kB a minute on the disk. The others are encoded when they have ended. */
const MAX_EARLY_CALLS = 1000;
/** Of one call, whose codecs or keys the PBX changes: then it waits for its end. */
const MAX_RESTARTS = 2;
/** Calls in which nothing is heard for minutes keep the encoder's state, 0.4 MB. */
const MAX_NOT_AT_REST = 32;
/** An ended call waits for the archive. One that nobody asked for in this time was discarded. */
const KEPT_AFTER_END_MS = 3_600_000;

interface EarlyEncodingOptions {
  readonly pool: WorkerPool<EncodingRequests>;
  /** Calls that are encoded at once. */
  readonly threads: number;
  readonly folder: string;
  readonly running: RunningCalls;
  /** Whether the disk has room for what can be made again: a quarter more than the calls themselves take. */
  readonly hasSpace: () => boolean;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onCpuSeconds: (seconds: number) => void;
  /** What was encoded of a call is lost. */
  readonly onLost: () => void;
}

interface EarlyState {
  /** Null: nothing is encoded. */
  thread: PoolThread<EncodingRequests> | null;
  nextExtent: number;
  /** Monotonic ms. */
  dueAtMs: number;
  restarts: number;
  isGivenUp: boolean;
  isAtRest: boolean;
  burst: Promise<void> | null;
  /** A thread works on the burst. */
  isSent: boolean;
  /** The call was encoded without it. */
  isStale: boolean;
  /** When it was not found among the running calls, monotonic ms. */
  endedAtMs: number | null;
}

/** Has calls encoded while they run, in bursts, whenever no ended call waits for a thread. */
export class EarlyEncoding {
  readonly #options: EarlyEncodingOptions;
  readonly #calls = new Map<RecordingId, EarlyState>();
  readonly #timer: Timer;
  #due: RunningCall[] = [];
  #bursts = 0;
  #stopped = false;

  constructor(options: EarlyEncodingOptions) {
    this.#options = options;
    this.#timer = options.clock.every(LOOK_INTERVAL_MS, () => this.#look());
  }

  /** Calls of which a part is encoded. */
  get calls(): number {
    return [...this.#calls.values()].filter(({ thread }) => thread !== null).length;
  }

  /** Bursts that are due or under way. */
  get bursts(): number {
    return this.#due.length + this.#bursts;
  }

  /** The call has ended and is to be encoded: the thread that has its beginning; null: none has. */
  async take(recordingId: RecordingId): Promise<PoolThread<EncodingRequests> | null> {
    const state = this.#calls.get(recordingId);
    if (state === undefined) return null;
    this.#calls.delete(recordingId);
    state.isGivenUp = true;
    if (state.isSent) await state.burst;
    else if (state.burst !== null) state.isStale = true;
    if (state.thread?.alive === false) await this.#lost(recordingId);
    return state.thread?.alive === true ? state.thread : null;
  }

  /** The call is not to be encoded. */
  drop(recordingId: RecordingId): void {
    const state = this.#calls.get(recordingId);
    if (state === undefined) return;
    this.#calls.delete(recordingId);
    state.isGivenUp = true;
    state.isStale = true;
    if (state.burst === null) this.#forget(recordingId, state);
  }

  /** No more bursts. What was encoded early stays usable. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer.cancel();
    this.#due = [];
    await Promise.all(
      [...this.#calls.values()].flatMap(({ isSent, burst }) => (isSent && burst !== null ? [burst] : [])),
    );
  }

  #look(): void {
    const { clock, running, hasSpace } = this.#options;
    const nowMs = clock.monotonicMs();
    const mayWrite = hasSpace();
    const left = new Set(this.#calls.keys());
    const queued = new Set(this.#due.map(({ recordingId }) => recordingId));
    for (const call of running.runningCalls) {
      const { recordingId, captureStartedAt } = call;
      left.delete(recordingId);
      if (!mayWrite || clock.now() - captureStartedAt < FIRST_AFTER_MS || queued.has(recordingId)) continue;
      const state = this.#calls.get(recordingId) ?? this.#begin(recordingId, nowMs);
      if (state !== null && !state.isGivenUp && state.burst === null && state.dueAtMs <= nowMs) this.#due.push(call);
    }
    for (const recordingId of left) {
      const state = this.#calls.get(recordingId)!;
      state.endedAtMs ??= nowMs;
      if (nowMs - state.endedAtMs > KEPT_AFTER_END_MS) this.drop(recordingId);
    }
    this.#startBursts();
  }

  #begin(recordingId: RecordingId, nowMs: number): EarlyState | null {
    if (this.#calls.size >= MAX_EARLY_CALLS) return null;
    const state = {
      thread: null,
      nextExtent: 0,
      dueAtMs: nowMs,
      restarts: 0,
      isGivenUp: false,
      isAtRest: true,
      burst: null,
      isSent: false,
      isStale: false,
      endedAtMs: null,
    };
    this.#calls.set(recordingId, state);
    return state;
  }

  /** As many at once as there are threads: a call's extents are asked for when its turn has come. */
  #startBursts(): void {
    while (!this.#stopped && this.#due.length > 0 && this.#bursts < this.#options.threads) {
      const call = this.#due.shift()!;
      const state = this.#calls.get(call.recordingId);
      if (state === undefined || state.isGivenUp) continue;
      this.#bursts += 1;
      state.burst = this.#burst(call, state).finally(() => {
        this.#bursts -= 1;
        state.burst = null;
        state.isSent = false;
        if (state.isStale) this.#forget(call.recordingId, state);
        this.#startBursts();
      });
    }
  }

  async #burst(call: RunningCall, state: EarlyState): Promise<void> {
    const { pool, clock, onCpuSeconds } = this.#options;
    state.dueAtMs = clock.monotonicMs() + BURST_INTERVAL_MS;
    try {
      const written = await call.written(state.nextExtent);
      if (written === null || state.isGivenUp) return;
      const onSent = (thread: PoolThread<EncodingRequests>): void => {
        state.thread = thread;
        state.isSent = true;
      };
      const place = { isBackground: true, onSent, ...(state.thread !== null && { on: state.thread }) };
      const { result, cpuSeconds } = await pool.requestAt(place, 'encodeEarly', written, state.nextExtent);
      onCpuSeconds(cpuSeconds);
      if (result === null) {
        this.#options.onLost();
        return this.#beginAgain(call, state);
      }
      state.nextExtent = result.nextExtent;
      state.isAtRest = result.atRest;
      if (!result.atRest && this.#notAtRest > MAX_NOT_AT_REST) this.#giveUp(call.recordingId, state);
      else if (result.more) this.#due.push(call);
    } catch (error) {
      this.#failed(call, state, error);
    }
  }

  get #notAtRest(): number {
    return [...this.#calls.values()].filter(({ isAtRest }) => !isAtRest).length;
  }

  /** With its first extent: what the PBX said of the call changes what was encoded, or its thread has ended. */
  #beginAgain(call: RunningCall, state: EarlyState): void {
    state.restarts += 1;
    state.nextExtent = 0;
    state.thread = null;
    state.isAtRest = true;
    if (state.restarts > MAX_RESTARTS) state.isGivenUp = true;
    else if (!state.isGivenUp) this.#due.push(call);
  }

  #failed(call: RunningCall, state: EarlyState, error: unknown): void {
    const { recordingId } = call;
    if (this.#stopped || state.isGivenUp) return;
    if (error instanceof PoolRefusal && state.thread?.alive === false) {
      void this.#lost(recordingId);
      return this.#beginAgain(call, state);
    }
    // The disk is full, the thread died of this call, or the call's worker did: it is encoded at its end, and what is wrong shows then.
    this.#options.log.warn({ recordingId, error: String(error) }, 'encoding: a call is not encoded while it runs');
    void this.#lost(recordingId);
    this.#giveUp(recordingId, state);
  }

  #giveUp(recordingId: RecordingId, state: EarlyState): void {
    state.isGivenUp = true;
    state.isAtRest = true;
    this.#forget(recordingId, state);
  }

  #forget(recordingId: RecordingId, state: EarlyState): void {
    const { thread } = state;
    state.thread = null;
    if (thread === null) return;
    if (!thread.alive) return void this.#removeFiles(recordingId);
    // A thread that ends before it has done so leaves them.
    this.#options.pool
      .requestAt({ on: thread }, 'dropEarly', recordingId)
      .catch(() => (thread.alive ? undefined : this.#removeFiles(recordingId)));
  }

  #lost(recordingId: RecordingId): Promise<void> {
    this.#options.onLost();
    return this.#removeFiles(recordingId);
  }

  /** A thread that has ended leaves its files. */
  async #removeFiles(recordingId: RecordingId): Promise<void> {
    const path = recordingPath(this.#options.folder, recordingId);
    for (const left of [earlyPath(path), soundPath(path)]) await rm(left, { force: true }).catch(() => {});
  }
}
