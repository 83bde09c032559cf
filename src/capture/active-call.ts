import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import { ok, type Result } from '../base/result.ts';
import { RequestError, type WorkerThread } from '../platform/worker-threads/index.ts';
import { type CallDescription, type CallFlag, type EndReason, type PausedBy, withChannel } from '../recording/index.ts';
import { type EndRecord, type SpooledCall, type SpooledLeg, type SpoolExtent, withEndFlag } from '../spool/index.ts';
import {
  type CaptureRefusal,
  type CaptureRequest,
  legPeer,
  legPorts,
  type LegRequest,
  numberedLegs,
  spooledLeg,
} from './capture-request.ts';
import { laterCodecs } from './leg-codecs.ts';
import { Pauses } from './pauses.ts';
import type { PortPool } from './port-pool.ts';
import type { LegPeer, MediaEvents, MediaRequests, Quiet, WrittenCall } from './worker/media-requests.ts';

/** The media worker of a call, whichever thread that is at the moment. */
export interface CallWorker {
  /** Waits while the thread that died is being replaced. */
  readonly request: WorkerThread<MediaRequests, MediaEvents>['request'];
  readonly closed: boolean;
}

/** Of a call that runs. Plain data. */
type WrittenSoFar = Pick<
  SpooledCall,
  'recordingId' | 'description' | 'legs' | 'captureStartedAt' | 'spoolKey' | 'extents'
>;

interface ActiveCallDeps {
  readonly worker: CallWorker;
  readonly portPool: PortPool;
  readonly clock: Clock;
  readonly request: CaptureRequest;
  /** Of `request`, numbered. */
  readonly legs: readonly SpooledLeg[];
  /** Where they listen. */
  readonly ports: readonly number[];
  readonly captureStartedAt: number;
  /** Opens what the spool has of it. */
  readonly spoolKey: Uint8Array | null;
  readonly onChanged: () => void;
  /** Called when it is no longer recorded. */
  readonly onEnding: () => void;
  /** Called when the call is on disk, or left to the next start because its spool cannot be written or read. */
  readonly onEnded: () => void;
}

/** What others may know of a call that runs. */
export type RunningCall = Pick<ActiveCall, 'recordingId' | 'description' | 'legs' | 'pausedBy' | 'captureStartedAt'>;

/** What intake uses of a call being recorded; tests have a fake one. */
export type ActiveCapture = Pick<
  ActiveCall,
  | 'ports'
  | 'addLegs'
  | 'updateLeg'
  | 'updateDescription'
  | 'setPaused'
  | 'dropBefore'
  | 'synced'
  | 'removeLeg'
  | 'closeLeg'
  | 'end'
>;

/** A call being recorded, in the main thread: keeps what is known of it and sends changes to its media worker. */
export class ActiveCall {
  readonly #deps: ActiveCallDeps;
  readonly #ports: number[];
  /** By leg; only of those that still listen. */
  readonly #listeningPorts: Map<number, number>;
  readonly #pauses = new Pauses();
  readonly #peers: Map<number, LegPeer>;
  /** What capture itself found out, on top of the description. */
  readonly #flags = new Set<CallFlag>();
  /** Of each thread that died during the call: where its chunks are. */
  readonly #earlierExtents: Promise<readonly SpoolExtent[]>[] = [];
  /** How often the call has gone on with a new thread. */
  #resumed = 0;
  #description: CallDescription;
  #legs: readonly SpooledLeg[];
  /** As the worker knows them. */
  #legsSent: readonly SpooledLeg[];
  #isDescriptionSent = true;
  /** Changes are sent one after another: each added leg needs the numbers of those before. */
  #lastChange: Promise<unknown> = Promise.resolve();
  #ended: Promise<SpooledCall> | null = null;

  constructor(deps: ActiveCallDeps) {
    this.#deps = deps;
    this.#ports = [...deps.ports];
    this.#listeningPorts = new Map(deps.ports.entries());
    this.#description = deps.request.description;
    this.#legs = deps.legs;
    this.#legsSent = deps.legs;
    this.#peers = new Map(deps.request.legs.map((request, leg) => [leg, legPeer(request)]));
  }

  get recordingId() {
    return this.#deps.request.description.recordingId;
  }

  get captureStartedAt(): number {
    return this.#deps.captureStartedAt;
  }

  get tenantId(): TenantId {
    return this.#description.tenantId;
  }

  /** Of the call, Unix ms. */
  get startedAt(): number {
    return this.#deps.request.description.startedAt;
  }

  get description(): CallDescription {
    return this.#description;
  }

  get legs(): readonly SpooledLeg[] {
    return this.#legs;
  }

  /** Not null: nothing that arrives is recorded at the moment. */
  get pausedBy(): PausedBy | null {
    return this.#pauses.byOfAll([...this.#listeningPorts.keys()]);
  }

  /** The local UDP port of each leg, by its number. */
  get ports(): readonly number[] {
    return this.#ports;
  }

  get listeningLegs(): number {
    return this.#listeningPorts.size;
  }

  onQuiet(what: Quiet): void {
    const { onRtpTimeout, onSilence, onPauseLimit } = this.#deps.request;
    if (what === 'rtp-timeout') onRtpTimeout();
    else if (what === 'silent') onSilence?.();
    else onPauseLimit?.();
  }

  /** Adds legs to the call (re-INVITE with a new m-line); resolves with their ports. */
  async addLegs(requests: readonly LegRequest[]): Promise<Result<readonly number[], CaptureRefusal>> {
    return this.#inOrder(async () => {
      const first = this.#legs.length;
      const legs = [...this.#legs, ...numberedLegs(requests, first)];
      const added = await this.#deps.portPool.acquireBound(requests.length, (ports) => {
        return this.#deps.worker.request('addLegs', this.recordingId, legs, legPorts(requests, ports, first));
      });
      if (!added.ok) return added;
      this.#legs = legs;
      for (const [index, added] of requests.entries()) this.#peers.set(first + index, legPeer(added));
      for (const [index, port] of added.value.entries()) this.#listeningPorts.set(first + index, port);
      this.#ports.push(...added.value);
      return ok(added.value);
    });
  }

  /** Changes what a leg carries (new payload types, a corrected channel). */
  updateLeg(leg: number, request: LegRequest): void {
    const { channel, channelSince: since = 0, codecs } = request;
    const peer = legPeer(request);
    const now = this.#deps.clock.now();
    const changed = (known: SpooledLeg): SpooledLeg => ({
      ...spooledLeg(leg, { ...request, codecs: laterCodecs(known.codecs, codecs, now) }),
      ...withChannel(known, { since, channel }),
    });
    this.#legs = this.#legs.map((known) => (known.leg === leg ? changed(known) : known));
    this.#peers.set(leg, peer);
    this.#send((worker) => worker.request('updateSources', this.recordingId, leg, peer));
    this.#sendLegs();
  }

  /** Replaces the description of the call. */
  updateDescription(description: CallDescription): void {
    this.#description = description;
    this.#sendDescription();
    if (this.#ended === null) this.#deps.onChanged();
  }

  /**
   * Pauses or resumes a leg from `at` on, Unix ms: what arrives while it is paused is dropped. While every leg is paused the RTP
   * timeout does not run. `by`: null resumes it.
   */
  setPaused(leg: number, by: PausedBy | null, at: number): void {
    if (this.#pauses.by(leg) === by) return;
    const change = this.#pauses.change(leg, by, at);
    if (change !== null) {
      this.#send((worker) => worker.request('changePause', this.recordingId, leg, change));
      this.#sendDescription();
    }
    if (this.#ended === null) this.#deps.onChanged();
  }

  /** Nothing that came until then is to be heard, Unix ms. It is in the spool, and left out by encoding, as of a pause. */
  dropBefore(at: number): void {
    const legs = this.#legs.map(({ leg }) => leg);
    this.#pauses.dropBefore(legs, {
      from: this.#deps.captureStartedAt,
      until: Math.max(at, this.#deps.captureStartedAt),
    });
    this.#sendDescription();
  }

  /** Resolves when all changes so far are on disk; false: the disk fails, they will be when it works again. */
  async synced(): Promise<boolean> {
    const { worker } = this.#deps;
    await this.#lastChange;
    for (;;) {
      try {
        // By the end all of the call is written.
        return this.#ended === null ? await worker.request('sync') : true;
      } catch (error) {
        if (error instanceof RequestError || worker.closed) return false;
        // The next thread has written them with what it goes on with.
      }
    }
  }

  /** Stops a leg for good: its m-line got port 0. */
  removeLeg(leg: number): void {
    if (!this.#listeningPorts.has(leg)) return;
    this.#legs = this.#legs.map((known) => (known.leg === leg ? { ...known, removed: true } : known));
    this.#sendLegs();
    this.closeLeg(leg);
  }

  /** Stops a leg whose dialog has ended, and releases its port. It is no removed stream: one that was silent till then says so. */
  closeLeg(leg: number): void {
    const port = this.#listeningPorts.get(leg);
    this.#listeningPorts.delete(leg);
    if (port === undefined) return;
    // The leg itself stays paused: what still waits in its socket is of the pause.
    if (this.#pauses.change(leg, null, this.#deps.clock.now()) !== null) this.#sendDescription();
    this.#send((worker) =>
      worker.request('removeLeg', this.recordingId, leg).finally(() => this.#deps.portPool.release(port)),
    );
  }

  /** Takes the last packets from the sockets and closes them. Resolves when all of the call is on disk, and what dead threads wrote of it can be read. */
  end(reason: EndReason): Promise<SpooledCall> {
    if (this.#ended === null) {
      this.#ended = this.#end(reason).finally(this.#deps.onEnded);
      this.#deps.onEnding();
    }
    return this.#ended;
  }

  /**
   * What is on disk of the call while it runs, from an extent on, with what is known of it then. Null: it has ended; it is not
   * known whether it may be recorded; a thread died, and which of its chunks are on disk is found when the call has ended.
   */
  async written(firstExtent: number): Promise<WrittenSoFar | null> {
    const { captureStartedAt, spoolKey, worker } = this.#deps;
    if (!this.#isReadable) return null;
    const extents = await worker.request('written', this.recordingId, firstExtent);
    if (!this.#isReadable) return null;
    const { recordingId } = this;
    return {
      recordingId,
      description: this.#flaggedDescription,
      legs: this.#legs,
      captureStartedAt,
      spoolKey,
      extents,
    };
  }

  get #isReadable(): boolean {
    return this.#ended === null && this.#resumed === 0 && this.#description.undecided !== true;
  }

  /** Packets of a leg were lost or not kept. */
  markPacketsLost(): void {
    this.#flags.add('packets-lost');
    this.#sendDescription();
  }

  /** The thread has died, and `extents` is where its chunks of the call are. Fails when they cannot be found. */
  continueAfter(extents: Promise<readonly SpoolExtent[]>): void {
    extents.catch(() => {});
    this.#earlierExtents.push(extents);
  }

  /** Goes on with a new thread, which does not know the call yet. */
  async resume(worker: WorkerThread<MediaRequests, MediaEvents>): Promise<void> {
    const { captureStartedAt, portPool } = this.#deps;
    this.#flags.add('packets-lost');
    this.#resumed += 1;
    const listening = await worker.request('resume', {
      open: { captureStartedAt, description: this.#flaggedDescription, legs: this.#legs },
      times: this.#resumed,
      legs: [...this.#listeningPorts].map(([leg, port]) => ({
        leg,
        port,
        ...(this.#peers.get(leg) ?? { sources: [] }),
        pause: this.#pauses.lastChange(leg),
      })),
    });
    for (const [leg, port] of this.#listeningPorts) {
      if (listening.includes(leg)) continue;
      this.#listeningPorts.delete(leg);
      portPool.release(port);
    }
  }

  /** Resolves when every change so far has been sent to the worker. */
  async changesSent(): Promise<void> {
    await this.#lastChange;
  }

  async #end(endReason: EndReason): Promise<SpooledCall> {
    const { portPool, captureStartedAt, clock } = this.#deps;
    const endedAt = Math.max(clock.now(), captureStartedAt);
    let written: WrittenCall;
    try {
      const sent = await this.#inOrder(async () => ({ written: this.#requestEnd({ endedAt, endReason }) }));
      written = await sent.written;
    } finally {
      for (const port of this.#listeningPorts.values()) portPool.release(port);
      this.#listeningPorts.clear();
    }
    if (written.packetsLost) this.#flags.add('packets-lost');
    const earlier = await Promise.all(this.#earlierExtents);
    return {
      recordingId: this.recordingId,
      description: withEndFlag(this.#flaggedDescription, endReason),
      legs: this.#legs,
      captureStartedAt,
      endedAt,
      endReason,
      spoolKey: this.#deps.spoolKey,
      extents: [...earlier.flat(), ...written.extents],
    };
  }

  /** A thread that dies while it ends the call has left that to the next one. */
  async #requestEnd(end: EndRecord): Promise<WrittenCall> {
    const { worker } = this.#deps;
    for (;;) {
      try {
        return await worker.request('end', this.recordingId, end);
      } catch (error) {
        if (error instanceof RequestError || worker.closed) throw error;
      }
    }
  }

  get #flaggedDescription(): CallDescription {
    const { flags } = this.#description;
    const { spans } = this.#pauses;
    return {
      ...this.#description,
      flags: [...new Set([...flags, ...this.#flags])],
      ...(spans.length > 0 && { pauses: spans }),
    };
  }

  /** Each writes the whole description into the spool: one for all changes that have not been sent. */
  #sendDescription(): void {
    this.#isDescriptionSent = false;
    this.#send(async (worker) => {
      if (this.#isDescriptionSent) return;
      this.#isDescriptionSent = true;
      await worker.request('updateDescription', this.recordingId, this.#flaggedDescription);
    });
  }

  /** As `#sendDescription`: a request of the PBX may change every leg, and each writes all of them. */
  #sendLegs(): void {
    this.#send(async (worker) => {
      if (this.#legsSent === this.#legs) return;
      this.#legsSent = this.#legs;
      await worker.request('updateLegs', this.recordingId, this.#legs);
    });
  }

  /** A change after the end is ignored. One that fails because the thread died reaches the next one by `resume`. */
  #send(change: (worker: CallWorker) => Promise<void>): void {
    if (this.#ended !== null) return;
    void this.#inOrder(() => change(this.#deps.worker)).catch(() => {});
  }

  #inOrder<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#lastChange.then(change);
    this.#lastChange = result.catch(() => {});
    return result;
  }
}
