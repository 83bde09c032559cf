import { randomBytes } from 'node:crypto';
import type { Clock, Timer } from '../../base/clock.ts';
import type { RecordingId } from '../../base/ids.ts';
import type { CallDescription } from '../../recording/index.ts';
import type { EndRecord, OpenRecord, SpooledLeg, SpoolExtent, SpoolWriter } from '../../spool/index.ts';
import type { LegSocket, RtpReceiver } from '../receiver/rtp-receiver.ts';
import { RTCP_BUFFER_BYTES } from '../receiver/socket-buffer.ts';
import type {
  BindOutcome,
  LegPeer,
  LegPort,
  MeasuredCall,
  MediaRequests,
  Quiet,
  QuietLimits,
  ResumedCall,
  TappedPacket,
  Traffic,
  WrittenCall,
} from './media-requests.ts';
import { LegRtcp } from './leg-rtcp.ts';
import type { PauseChange } from './pause-state.ts';
import { RecordedCall, RecordedLeg } from './recorded-call.ts';
import { RtpSources } from './rtp-sources.ts';
import { visitIntervalMs } from './visits.ts';

/** A visit pauses after so many packets, some 2 ms, so that requests do not wait for all of it. */
const PACKETS_AT_ONCE = 2_000;

/** A socket that had more than a drain takes is visited again so soon. */
const BEHIND_MS = 50;

/** Without calls nothing is visited: only reported, so that the main thread knows that this one lives. */
const IDLE_REPORT_MS = 2_000;

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
  readonly onTapped?: (recordingId: RecordingId, packets: readonly TappedPacket[]) => void;
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
  readonly #ending = new Set<Promise<unknown>>();
  /** RFC 7022 §4.2: at random for each start. */
  readonly #cname = randomBytes(12).toString('base64');
  /** Until the next visit, or the next part of one. */
  #timer: Timer;
  /** Whether there is nothing to visit. */
  #idle = true;
  #visitedAtMs: number;
  /** After this visit, all is written and synced. */
  #closingChunks = false;
  /** A socket had more than one drain takes. */
  #behind = false;
  /** How long a stream is safe in each socket. */
  #holdsMs = Number.POSITIVE_INFINITY;
  #flushedAtMs: number;
  #endFlush: Timer | null = null;
  #closed = false;

  constructor(options: MediaLoopOptions) {
    this.#options = options;
    this.#flushedAtMs = options.clock.monotonicMs();
    this.#visitedAtMs = this.#flushedAtMs;
    this.#timer = options.clock.after(IDLE_REPORT_MS, () => this.#reportIdle());
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
      const rtcp = await receiver.takeOver(leg.port + 1, RTCP_BUFFER_BYTES);
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
    const call = this.#call(recordingId);
    // What has come until now is of the codecs before.
    call.drain(this.#nowMs());
    call.updateLegs(legs);
  }

  async updateSources(recordingId: RecordingId, leg: number, { sources, rtcp }: LegPeer): Promise<void> {
    const recorded = this.#call(recordingId).legs.get(leg);
    // What has come until now is of those before.
    recorded?.drain(this.#nowMs());
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

  async measure(recordingIds: readonly RecordingId[]): Promise<readonly MeasuredCall[]> {
    const nowMs = this.#nowMs();
    return recordingIds.flatMap((recordingId) => {
      const call = this.#calls.get(recordingId);
      return call === undefined ? [] : [{ recordingId, legs: call.measure(nowMs) }];
    });
  }

  async tap(recordingId: RecordingId, on: boolean): Promise<void> {
    const call = this.#calls.get(recordingId);
    if (call !== undefined) call.tap = on ? (call.tap ?? []) : null;
  }

  async written(recordingId: RecordingId, firstExtent: number): Promise<readonly SpoolExtent[]> {
    return this.#call(recordingId).writer.extentsFrom(firstExtent);
  }

  async sync(): Promise<boolean> {
    const written = await this.#options.spool.flush();
    // A disk that fails is tried again with each sync.
    if (!written) this.#wake();
    return written;
  }

  async end(recordingId: RecordingId, end: EndRecord): Promise<WrittenCall> {
    const ending = this.#end(recordingId, end);
    this.#ending.add(ending);
    const { written, packetsLost } = await ending.finally(() => this.#ending.delete(ending));
    this.#flushSoon();
    return { extents: await written, packetsLost };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer.cancel();
    await Promise.allSettled(this.#ending);
    for (const [recordingId, call] of this.#calls) {
      await this.#closeSockets(recordingId, call);
      call.writer.closeChunk();
    }
    await this.#options.spool.close();
    this.#endFlush?.cancel();
  }

  #reportIdle(): void {
    this.#options.onFlush();
    this.#timer = this.#options.clock.after(IDLE_REPORT_MS, () => this.#reportIdle());
  }

  /** The first visit after a time without calls. */
  #wake(): void {
    if (!this.#idle || this.#closed) return;
    this.#idle = false;
    this.#flushedAtMs = this.#visitedAtMs = this.#nowMs();
    this.#timer.cancel();
    this.#timer = this.#options.clock.after(this.#visitIntervalMs, () => this.#beginVisit());
  }

  /** Reports what is quiet and lost, once for each sync; while the disk fails, chunks are left to fill up. */
  #beginVisit(): void {
    const nowMs = this.#nowMs();
    this.#visitedAtMs = nowMs;
    this.#behind = false;
    // Timers fire late, never early: half an interval sooner is this one's time.
    this.#closingChunks = nowMs - this.#flushedAtMs > this.#options.syncIntervalMs - this.#visitIntervalMs / 2;
    if (this.#closingChunks) this.#beginSync(nowMs);
    this.#visit(this.#calls.values());
  }

  #beginSync(nowMs: number): void {
    this.#flushedAtMs = nowMs;
    for (const [recordingId, call] of this.#calls) {
      for (const what of call.quiet(nowMs, this.#options.quiet)) this.#options.onQuiet(recordingId, what);
      if (call.isLossToReport()) this.#options.onPacketsLost(recordingId);
    }
  }

  /** Those that the visit has not come to, or as many as take a while; the rest when requests were served. */
  #visit(calls: Iterator<RecordedCall>): void {
    const { clock, spool } = this.#options;
    const nowMs = this.#nowMs();
    const limit = this.#options.traffic.packets + PACKETS_AT_ONCE;
    for (let next = calls.next(); next.done !== true; next = calls.next()) {
      if (next.value.drain(nowMs)) this.#behind = true;
      if (this.#closingChunks && !spool.failing) next.value.writer.closeChunk();
      if (this.#options.traffic.packets < limit) continue;
      this.#timer = clock.after(0, () => this.#visit(calls));
      return;
    }
    this.#reportTapped();
    this.#idle = this.#calls.size === 0 && !spool.failing;
    if (this.#closingChunks || this.#idle) this.#flush();
    if (this.#idle) this.#timer = clock.after(IDLE_REPORT_MS, () => this.#reportIdle());
    else this.#timer = clock.after(this.#untilNextVisitMs, () => this.#beginVisit());
  }

  /** Taken at each visit, so that little waits here. */
  #reportTapped(): void {
    const { onTapped } = this.#options;
    for (const [recordingId, call] of this.#calls) {
      if (call.tap === null || call.tap.length === 0) continue;
      onTapped?.(recordingId, call.tap);
      call.tap = [];
    }
  }

  get #visitIntervalMs(): number {
    return visitIntervalMs(this.#options.syncIntervalMs, this.#holdsMs);
  }

  get #untilNextVisitMs(): number {
    if (this.#behind) return BEHIND_MS;
    return Math.max(0, this.#visitedAtMs + this.#visitIntervalMs - this.#nowMs());
  }

  #flush(): void {
    const { spool, onFlush, onFlushed } = this.#options;
    void spool.flush().then((written) => {
      onFlushed?.();
      if (!written) this.#wake();
    });
    onFlush();
  }

  #flushSoon(): void {
    this.#endFlush ??= this.#options.clock.after(END_FLUSH_DELAY_MS, () => {
      this.#endFlush = null;
      // A disk that fails is tried again with each sync.
      void this.#options.spool.flush().then((written) => written || this.#wake());
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
    this.#wake();
  }

  /** RTCP is on the port above (RFC 3550 §11). A leg goes without it where another program has that port. */
  async #addLegs(call: RecordedCall, legs: readonly LegPort[], sockets: readonly LegSocket[]): Promise<void> {
    for (const [index, leg] of legs.entries()) {
      const rtcp = await this.#options.receiver.open(leg.port + 1, RTCP_BUFFER_BYTES);
      this.#addLeg(call, leg, { rtp: sockets[index]!, rtcp: rtcp.ok ? rtcp.value : null });
    }
  }

  #addLeg(call: RecordedCall, { leg, sources: negotiated, rtcp: target }: LegPort, sockets: LegSockets): RecordedLeg {
    const { traffic, firstSpeaker, clock } = this.#options;
    const nowMs = this.#nowMs();
    const sources = new RtpSources({ negotiated, firstSpeaker, nowMs });
    const rtcp = new LegRtcp({ ...sockets, sources, traffic, cname: this.#cname, clock });
    rtcp.negotiated(target);
    this.#holdsMs = Math.min(this.#holdsMs, sockets.rtp.holdsMs);
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
