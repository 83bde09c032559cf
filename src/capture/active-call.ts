import type { Clock } from '../base/clock.ts';
import { ok, type Result } from '../base/result.ts';
import type { WorkerThread } from '../platform/worker-threads/index.ts';
import type { CallDescription, Channel, EndReason } from '../recording/index.ts';
import { type LegCodec, type SpooledCall, type SpooledLeg, withEndFlag } from '../spool/index.ts';
import type { PortPool } from './port-pool.ts';
import type { MediaEvents, MediaRequests } from './worker/media-requests.ts';

export interface CaptureRequest {
  readonly description: CallDescription;
  readonly legs: readonly LegRequest[];
  /** Called once if no RTP came on any leg for the configured time while not paused. */
  readonly onRtpTimeout: () => void;
}

export interface LegRequest {
  readonly channel: Channel;
  readonly codecs: readonly LegCodec[];
}

/**
 * `no-ports`: the range is used up; `disk-failing`: the spool cannot be written, the memory is kept for the calls that
 * already run; `closed`: the recorder is shutting down. The caller answers 503 to each of them.
 */
export type CaptureRefusal = 'no-ports' | 'disk-failing' | 'closed';

interface ActiveCallDeps {
  readonly worker: WorkerThread<MediaRequests, MediaEvents>;
  readonly portPool: PortPool;
  readonly clock: Clock;
  readonly request: CaptureRequest;
  /** Of `request`, numbered. */
  readonly legs: readonly SpooledLeg[];
  /** Where they listen. */
  readonly ports: readonly number[];
  readonly captureStartedAt: number;
  /** Called when the call is on disk, or lost to this run because its thread died. */
  readonly onEnded: () => void;
}

/** What intake uses of a call being recorded; tests have a fake one. */
export type ActiveCapture = Pick<
  ActiveCall,
  'ports' | 'addLegs' | 'updateLeg' | 'updateDescription' | 'setPaused' | 'removeLeg' | 'end'
>;

/** A call being recorded, in the main thread: keeps what is known of it and sends changes to its media worker. */
export class ActiveCall {
  readonly #deps: ActiveCallDeps;
  readonly #ports: number[];
  /** By leg; only of those that still listen. */
  readonly #listeningPorts: Map<number, number>;
  #description: CallDescription;
  #legs: readonly SpooledLeg[];
  /** Changes are sent one after another: each added leg needs the numbers of those before. */
  #lastChange: Promise<unknown> = Promise.resolve();
  #ended: Promise<SpooledCall> | null = null;

  constructor(deps: ActiveCallDeps) {
    this.#deps = deps;
    this.#ports = [...deps.ports];
    this.#listeningPorts = new Map(deps.ports.entries());
    this.#description = deps.request.description;
    this.#legs = deps.legs;
  }

  /** Of the call, Unix ms. */
  get startedAt(): number {
    return this.#deps.request.description.startedAt;
  }

  /** The local UDP port of each leg, by its number. */
  get ports(): readonly number[] {
    return this.#ports;
  }

  get listeningLegs(): number {
    return this.#listeningPorts.size;
  }

  onRtpTimeout(): void {
    this.#deps.request.onRtpTimeout();
  }

  /** Adds legs to the call (re-INVITE with a new m-line); resolves with their ports. */
  async addLegs(requests: readonly LegRequest[]): Promise<Result<readonly number[], CaptureRefusal>> {
    return this.#inOrder(async () => {
      const first = this.#legs.length;
      const legs = [...this.#legs, ...numberedLegs(requests, first)];
      const added = await this.#deps.portPool.acquireBound(requests.length, (ports) => {
        const legPorts = ports.map((port, index) => ({ leg: first + index, port }));
        return this.#deps.worker.request('addLegs', this.#recordingId, legs, legPorts);
      });
      if (!added.ok) return added;
      this.#legs = legs;
      for (const [index, port] of added.value.entries()) this.#listeningPorts.set(first + index, port);
      this.#ports.push(...added.value);
      return ok(added.value);
    });
  }

  /** Changes what a leg carries (new payload types, a corrected channel). */
  updateLeg(leg: number, request: LegRequest): void {
    this.#legs = this.#legs.map((known) => (known.leg === leg ? { ...request, leg } : known));
    this.#send((worker) => worker.request('updateLegs', this.#recordingId, this.#legs));
  }

  /** Replaces the description of the call. */
  updateDescription(description: CallDescription): void {
    this.#description = description;
    this.#send((worker) => worker.request('updateDescription', this.#recordingId, description));
  }

  /** While every leg is paused the RTP timeout does not run. Packets that arrive are kept all the same. */
  setPaused(leg: number, paused: boolean): void {
    this.#send((worker) => worker.request('setPaused', this.#recordingId, leg, paused));
  }

  /** Stops a leg for good (its m-line got port 0) and releases its port. */
  removeLeg(leg: number): void {
    const port = this.#listeningPorts.get(leg);
    this.#listeningPorts.delete(leg);
    if (port === undefined) return;
    this.#send(async (worker) => {
      await worker.request('removeLeg', this.#recordingId, leg);
      this.#deps.portPool.release(port);
    });
  }

  /** Takes the last packets from the sockets and closes them. Resolves with the call when all of it is on disk. */
  end(reason: EndReason): Promise<SpooledCall> {
    this.#ended ??= this.#end(reason).finally(this.#deps.onEnded);
    return this.#ended;
  }

  /** Resolves when every change so far has been sent to the worker. */
  async changesSent(): Promise<void> {
    await this.#lastChange;
  }

  async #end(endReason: EndReason): Promise<SpooledCall> {
    const { worker, portPool, captureStartedAt, clock } = this.#deps;
    const endedAt = clock.now();
    const sent = await this.#inOrder(async () => ({
      extents: worker.request('end', this.#recordingId, { endedAt, endReason }),
    }));
    const extents = await sent.extents;
    for (const port of this.#listeningPorts.values()) portPool.release(port);
    this.#listeningPorts.clear();
    return {
      recordingId: this.#recordingId,
      description: withEndFlag(this.#description, endReason),
      legs: this.#legs,
      captureStartedAt,
      endedAt,
      endReason,
      extents,
    };
  }

  get #recordingId() {
    return this.#deps.request.description.recordingId;
  }

  /** A change after the end is ignored. A failure means that the worker has died, which is handled elsewhere. */
  #send(change: (worker: ActiveCallDeps['worker']) => Promise<void>): void {
    if (this.#ended !== null) return;
    void this.#inOrder(() => change(this.#deps.worker)).catch(() => {});
  }

  #inOrder<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#lastChange.then(change);
    this.#lastChange = result.catch(() => {});
    return result;
  }
}

export function numberedLegs(requests: readonly LegRequest[], first = 0): SpooledLeg[] {
  return requests.map(({ channel, codecs }, index) => ({ leg: first + index, channel, codecs }));
}
