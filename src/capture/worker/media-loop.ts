import { randomBytes } from 'node:crypto';
import type { Clock, Timer } from '../../base/clock.ts';
import type { RecordingId } from '../../base/ids.ts';
import type { CallDescription } from '../../recording/index.ts';
import type { EndRecord, OpenRecord, SpooledLeg, SpoolExtent, SpoolWriter } from '../../spool/index.ts';
import type { LegSocket, RtpReceiver } from '../receiver/rtp-receiver.ts';
import type {
  BindOutcome,
  LegPeer,
  LegPort,
  MediaRequests,
  Quiet,
  QuietLimits,
  ResumedCall,
  Traffic,
  WrittenCall,
} from './media-requests.ts';
import { LegRtcp } from './leg-rtcp.ts';
import type { PauseChange } from './pause-state.ts';
import { RecordedCall, RecordedLeg } from './recorded-call.ts';
import { RtpSources } from './rtp-sources.ts';

/**
 * Each socket is drained every 100 ms, one of ten groups of calls at a time: this keeps the event loop free in between
 * (19–22 ms of delay at 4,000 streams), and the kernel's buffer holds 5.5 s of a stream.
 */
const GROUPS = 10;
const GROUP_INTERVAL_MS = 10;

/** A call that ends waits so long for others that end with it: twenty syncs a second at most. */
const END_FLUSH_DELAY_MS = 50;

interface MediaLoopOptions {
  readonly receiver: RtpReceiver;
  readonly spool: SpoolWriter;
  readonly quiet: QuietLimits;
  /** How often collected packets are written and synced: what a killed recorder loses. */
  readonly syncIntervalMs: number;
  readonly firstSpeaker: boolean;
  readonly clock: Clock;
  /** Counted here, reported and reset by the owner. */
  readonly traffic: Traffic;
  readonly onQuiet: (recordingId: RecordingId, what: Quiet) => void;
  readonly onPacketsLost: (recordingId: RecordingId) => void;
  /** Called when a regular flush has ended; also one that failed. */
  readonly onFlushed?: () => void;
  /** Called at each regular flush. */
  readonly onFlush: () => void;
}

interface LegSockets {
  readonly rtp: LegSocket;
  /** Null: its port is taken by another program. */
  readonly rtcp: LegSocket | null;
}

/** The work of a media worker: drains the sockets of its calls into the spool. */
export class MediaLoop implements MediaRequests {
  readonly #options: MediaLoopOptions;
  readonly #calls = new Map<RecordingId, RecordedCall>();
  readonly #groups = Array.from({ length: GROUPS }, () => new Set<RecordedCall>());
  readonly #drainTimer: Timer;
  readonly #ending = new Set<Promise<unknown>>();
  /** RFC 7022 §4.2: at random for each start. */
  readonly #cname = randomBytes(12).toString('base64');
  #group = 0;
  /** In this round over the groups every call's chunk is closed. */
  #closingChunks = false;
  #flushedAtMs: number;
  #endFlush: Timer | null = null;

  constructor(options: MediaLoopOptions) {
    this.#options = options;
    this.#flushedAtMs = options.clock.monotonicMs();
    this.#drainTimer = options.clock.every(GROUP_INTERVAL_MS, () => this.#drainGroup());
  }

  async open(open: OpenRecord, legs: readonly LegPort[]): Promise<BindOutcome> {
    const sockets = await this.#bind(legs.map(({ port }) => port));
    if (typeof sockets === 'string') return sockets;
    const call = new RecordedCall(this.#options.spool.open(open), this.#nowMs());
    await this.#addLegs(call, legs, sockets);
    call.useLegs(open.legs);
    this.#addCall(open.description.recordingId, call);
    return 'bound';
  }

  async resume({ open, times, legs }: ResumedCall): Promise<readonly number[]> {
    const { spool, receiver } = this.#options;
    const call = new RecordedCall(spool.reopen(open, times), this.#nowMs());
    for (const leg of legs) {
      const taken = await receiver.takeOver(leg.port);
      if (!taken.ok) continue;
      const rtcp = await receiver.takeOver(leg.port + 1);
      const { pause } = this.#addLeg(call, leg, { rtp: taken.value, rtcp: rtcp.ok ? rtcp.value : null });
      if (leg.pause === null) continue;
      // What waits in the socket may be from before the last change.
      pause.change({ paused: !leg.pause.paused, at: Number.NEGATIVE_INFINITY });
      pause.change(leg.pause);
    }
    call.useLegs(open.legs);
    this.#addCall(open.description.recordingId, call);
    return [...call.legs.keys()];
  }

  async closeLeftPorts(): Promise<void> {
    this.#options.receiver.closeLeft();
  }

  async addLegs(
    recordingId: RecordingId,
    legs: readonly SpooledLeg[],
    ports: readonly LegPort[],
  ): Promise<BindOutcome> {
    const call = this.#call(recordingId);
    const sockets = await this.#bind(ports.map(({ port }) => port));
    if (typeof sockets === 'string') return sockets;
    await this.#addLegs(call, ports, sockets);
    call.updateLegs(legs);
    return 'bound';
  }

  async updateLegs(recordingId: RecordingId, legs: readonly SpooledLeg[]): Promise<void> {
    this.#call(recordingId).updateLegs(legs);
  }

  async updateSources(recordingId: RecordingId, leg: number, { sources, rtcp }: LegPeer): Promise<void> {
    const recorded = this.#call(recordingId).legs.get(leg);
    recorded?.sources.change(sources, this.#nowMs());
    recorded?.rtcp.negotiated(rtcp);
  }

  async updateDescription(recordingId: RecordingId, description: CallDescription): Promise<void> {
    this.#call(recordingId).writer.updateDescription(description);
  }

  async changePause(recordingId: RecordingId, leg: number, change: PauseChange): Promise<void> {
    const recorded = this.#call(recordingId).legs.get(leg);
    if (recorded === undefined) return;
    if (recorded.pause.paused && !change.paused) recorded.sources.extend(this.#nowMs());
    recorded.pause.change(change);
  }

  async removeLeg(recordingId: RecordingId, leg: number): Promise<void> {
    const { legs } = this.#call(recordingId);
    await legs.get(leg)?.close(() => this.#nowMs());
    legs.delete(leg);
  }

  async end(recordingId: RecordingId, end: EndRecord): Promise<WrittenCall> {
    const ending = this.#end(recordingId, end);
    this.#ending.add(ending);
    const { written, packetsLost } = await ending.finally(() => this.#ending.delete(ending));
    this.#flushSoon();
    return { extents: await written, packetsLost };
  }

  async close(): Promise<void> {
    this.#drainTimer.cancel();
    await Promise.allSettled(this.#ending);
    for (const [recordingId, call] of this.#calls) {
      await this.#closeSockets(recordingId, call);
      call.writer.closeChunk();
    }
    await this.#options.spool.close();
    this.#endFlush?.cancel();
  }

  #drainGroup(): void {
    if (this.#group === 0) this.#beginRound();
    const nowMs = this.#nowMs();
    for (const call of this.#groups[this.#group]!) {
      call.drain(nowMs);
      if (this.#closingChunks && !this.#options.spool.failing) call.writer.closeChunk();
    }
    this.#group = (this.#group + 1) % GROUPS;
    if (this.#group === 0 && this.#closingChunks) this.#flush();
  }

  /** Closing chunks is spread over a round like draining; while the disk fails, chunks are left to fill up. */
  #beginRound(): void {
    const nowMs = this.#nowMs();
    this.#closingChunks = nowMs - this.#flushedAtMs >= this.#options.syncIntervalMs;
    if (!this.#closingChunks) return;
    this.#flushedAtMs = nowMs;
    for (const [recordingId, call] of this.#calls) {
      for (const what of call.quiet(nowMs, this.#options.quiet)) this.#options.onQuiet(recordingId, what);
      if (call.isLossToReport()) this.#options.onPacketsLost(recordingId);
    }
  }

  #flush(): void {
    const { spool, onFlush, onFlushed } = this.#options;
    void spool.flush().then(onFlushed);
    onFlush();
  }

  #flushSoon(): void {
    this.#endFlush ??= this.#options.clock.after(END_FLUSH_DELAY_MS, () => {
      this.#endFlush = null;
      void this.#options.spool.flush();
    });
  }

  /** The end is queued when this resolves, on disk when `written` does. */
  async #end(
    recordingId: RecordingId,
    end: EndRecord,
  ): Promise<{ readonly written: Promise<readonly SpoolExtent[]>; readonly packetsLost: boolean }> {
    const call = this.#call(recordingId);
    await this.#closeSockets(recordingId, call);
    return { written: call.writer.end(end), packetsLost: call.packetsLost };
  }

  /** Takes the last packets of a call and closes its sockets. */
  async #closeSockets(recordingId: RecordingId, call: RecordedCall): Promise<void> {
    this.#calls.delete(recordingId);
    for (const group of this.#groups) group.delete(call);
    await Promise.all([...call.legs.values()].map((leg) => leg.close(() => this.#nowMs())));
  }

  async #bind(ports: readonly number[]): Promise<LegSocket[] | Exclude<BindOutcome, 'bound'>> {
    const opened = await Promise.all(ports.map((port) => this.#options.receiver.open(port)));
    const sockets = opened.flatMap((result) => (result.ok ? [result.value] : []));
    const refused = opened.find((result) => !result.ok);
    if (refused === undefined) return sockets;
    for (const socket of sockets) socket.close();
    return refused.reason;
  }

  #addCall(recordingId: RecordingId, call: RecordedCall): void {
    this.#calls.set(recordingId, call);
    this.#groups.reduce((least, group) => (group.size < least.size ? group : least)).add(call);
  }

  /** RTCP is on the port above (RFC 3550 §11). A leg goes without it where another program has that port. */
  async #addLegs(call: RecordedCall, legs: readonly LegPort[], sockets: readonly LegSocket[]): Promise<void> {
    for (const [index, leg] of legs.entries()) {
      const rtcp = await this.#options.receiver.open(leg.port + 1);
      this.#addLeg(call, leg, { rtp: sockets[index]!, rtcp: rtcp.ok ? rtcp.value : null });
    }
  }

  #addLeg(call: RecordedCall, { leg, sources: negotiated, rtcp: target }: LegPort, sockets: LegSockets): RecordedLeg {
    const { traffic, firstSpeaker, clock } = this.#options;
    const nowMs = this.#nowMs();
    const sources = new RtpSources({ negotiated, firstSpeaker, nowMs });
    const rtcp = new LegRtcp({ ...sockets, sources, traffic, cname: this.#cname, clock });
    rtcp.negotiated(target);
    const recorded = new RecordedLeg({ leg, socket: sockets.rtp, rtcp, call, sources, traffic, nowMs });
    call.legs.set(leg, recorded);
    return recorded;
  }

  #call(recordingId: RecordingId): RecordedCall {
    const call = this.#calls.get(recordingId);
    if (call === undefined) throw new Error('the call is not being recorded');
    return call;
  }

  #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }
}
