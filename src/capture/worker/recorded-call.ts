import type { CallWriter, LegCodec, SpooledLeg } from '../../spool/index.ts';
import { isRtcp, RTP_HEADER_BYTES } from '../../wire/rtp/index.ts';
import type { Datagram, DatagramSink, LegSocket } from '../receiver/rtp-receiver.ts';
import type { AddressWords } from '../receiver/source-address.ts';
import { LevelMeter } from './level-meter.ts';
import type { LegRtcp } from './leg-rtcp.ts';
import type { RtpSources } from './rtp-sources.ts';
import type { MeasuredLeg, Quiet, QuietLimits, TappedPacket, Traffic } from './media-requests.ts';
import { PauseState } from './pause-state.ts';
import { TelephoneEvents } from './telephone-events.ts';

/** A call in a media worker: its legs, its writer into the spool, and when its last RTP came. */
export class RecordedCall {
  readonly writer: CallWriter;
  readonly legs = new Map<number, RecordedLeg>();
  #lastRtpAtMs: number;
  #timeoutReported = false;
  /** When RTP came, or silence was reported; runs while paused, too. */
  #heardAtMs: number;
  #pausedSinceMs: number | null = null;
  #pauseReported = false;
  #lossReported = false;
  /** What came since it was taken, for somebody who listens; null: nobody does. */
  tap: TappedPacket[] | null = null;
  /** Infinite: it is not measured. */
  #measuredUntilMs = Number.POSITIVE_INFINITY;
  /** Whether packets of a leg, also of one removed since, were lost or not kept. */
  packetsLost = false;

  constructor(writer: CallWriter, nowMs: number) {
    this.writer = writer;
    this.#lastRtpAtMs = nowMs;
    this.#heardAtMs = nowMs;
  }

  /** Writes what the legs are from now on. */
  updateLegs(legs: readonly SpooledLeg[]): void {
    this.useLegs(legs);
    this.writer.updateLegs(legs);
  }

  useLegs(legs: readonly SpooledLeg[]): void {
    for (const { leg, codecs, security } of legs) {
      const recorded = this.legs.get(leg);
      if (recorded === undefined) continue;
      recorded.events = new TelephoneEvents(codecs);
      recorded.rtcp.useCodecs(codecs);
      recorded.rtcp.encrypted = (security?.at(-1)?.keys ?? null) !== null;
      recorded.codecs = codecs;
      // Its codecs may be others.
      if (recorded.meter !== null) recorded.meter = recorded.newMeter();
    }
  }

  /** What its legs are like since they were asked about before; nobody else is measured. `nowMs` of the monotonic clock. */
  measure(nowMs: number): MeasuredLeg[] {
    this.#measuredUntilMs = nowMs + MEASURED_FOR_MS;
    return [...this.legs].map(([leg, recorded]) => ({ leg, ...recorded.measure() }));
  }

  /** `nowMs` of the monotonic clock. Whether a leg may have more. */
  drain(nowMs: number): boolean {
    let behind = false;
    if (nowMs > this.#measuredUntilMs) this.#endMeasuring();
    for (const leg of this.legs.values()) {
      if (leg.drain(nowMs)) behind = true;
      if (!leg.rtpReceived) continue;
      this.#lastRtpAtMs = nowMs;
      this.#heardAtMs = nowMs;
    }
    return behind;
  }

  #endMeasuring(): void {
    this.#measuredUntilMs = Number.POSITIVE_INFINITY;
    for (const leg of this.legs.values()) leg.meter = null;
  }

  /** True once, when packets have been lost. */
  isLossToReport(): boolean {
    if (!this.packetsLost || this.#lossReported) return false;
    this.#lossReported = true;
    return true;
  }

  /** What is to be reported now; to be asked about once a second. */
  quiet(nowMs: number, { rtpTimeoutMs, silenceMs, longestPauseMs }: QuietLimits): readonly Quiet[] {
    const legs = [...this.legs.values()];
    const paused = legs.length > 0 && legs.every(({ pause }) => pause.paused);
    this.#pausedSinceMs = paused ? (this.#pausedSinceMs ?? nowMs) : null;
    if (paused) this.#lastRtpAtMs = nowMs;
    const quiet: Quiet[] = [];
    if (!this.#timeoutReported && nowMs - this.#lastRtpAtMs >= rtpTimeoutMs) {
      this.#timeoutReported = true;
      quiet.push('rtp-timeout');
    }
    if (nowMs - this.#heardAtMs >= silenceMs) {
      this.#heardAtMs = nowMs;
      quiet.push('silent');
    }
    if (!this.#pauseReported && nowMs - (this.#pausedSinceMs ?? nowMs) >= longestPauseMs) {
      this.#pauseReported = true;
      quiet.push('pause-limit');
    }
    return quiet;
  }
}

/**
 * Datagrams taken from one socket at one drain: four full batches, ten times what a call sends between two drains. A
 * flood beyond it stays in the kernel, which drops it.
 */
const MAX_PER_DRAIN = 256;

/** Limit at the end of a leg. A buffer of the default size holds some 280 packets, one of 4 MB 5,000. */
const MAX_AT_END = 8192;

/** A call that nobody has asked about for so long is not measured any more. */
const MEASURED_FOR_MS = 5_000;

const NO_BYTES = new Uint8Array(0);

interface RecordedLegOptions {
  readonly leg: number;
  readonly socket: LegSocket;
  readonly call: RecordedCall;
  readonly sources: RtpSources;
  readonly rtcp: LegRtcp;
  /** Shared by all legs of a worker. */
  readonly traffic: Traffic;
  readonly nowMs: number;
}

/**
 * Writes the datagrams of one leg's sources to the spool, as they are: encoding decides what they are. What was dialled is not
 * written.
 */
export class RecordedLeg implements DatagramSink {
  /** What is written next. */
  readonly #packet: { readonly leg: number; arrivedAtMs: number; bytes: Uint8Array };
  readonly #socket: LegSocket;
  readonly #call: RecordedCall;
  readonly sources: RtpSources;
  readonly rtcp: LegRtcp;
  readonly #traffic: Traffic;
  readonly #rateLimit: RateLimit;
  #dropped = 0;
  #nowMs: number;
  /** At the last drain. */
  rtpReceived = false;
  readonly pause = new PauseState();
  events = new TelephoneEvents([]);
  codecs: readonly LegCodec[] = [];
  /** Null: nobody asks how loud it is. */
  meter: LevelMeter | null = null;

  constructor(options: RecordedLegOptions) {
    this.#packet = { leg: options.leg, arrivedAtMs: 0.5, bytes: NO_BYTES };
    this.#socket = options.socket;
    this.#call = options.call;
    this.sources = options.sources;
    this.rtcp = options.rtcp;
    this.#nowMs = options.nowMs;
    this.#traffic = options.traffic;
    this.#rateLimit = new RateLimit(options.nowMs);
  }

  /** Takes what waits in the socket; returns whether there may be more. */
  drain(nowMs: number, limit: number = MAX_PER_DRAIN): boolean {
    this.rtpReceived = false;
    this.#nowMs = nowMs;
    this.#rateLimit.refill(nowMs);
    const behind = this.#socket.drain(this, limit) === limit;
    if (!behind) this.pause.drained();
    const { dropped } = this.#socket;
    if (dropped !== this.#dropped && !this.pause.settled) this.#call.packetsLost = true;
    this.#traffic.dropped += dropped - this.#dropped;
    this.#dropped = dropped;
    this.rtcp.run(nowMs);
    return behind;
  }

  /** Takes all that has reached the machine, then closes the socket. */
  async close(now: () => number): Promise<void> {
    await this.#socket.settle();
    this.drain(now(), MAX_AT_END);
    this.rtcp.close();
    this.#socket.close();
  }

  /** What comes from a foreign address, or while the leg is paused, is dropped before it counts against the leg's rate, and is no loss. */
  datagram(datagram: Datagram): void {
    const { bytes, arrivedAtMs } = datagram;
    const traffic = this.#traffic;
    traffic.packets++;
    traffic.bytes += bytes.length;
    const rtcp = isRtcp(bytes);
    const isRtp = !rtcp && bytes.length >= RTP_HEADER_BYTES && bytes[0]! >> 6 === 2;
    if (!this.sources.accepts(datagram.source, isRtp, this.#nowMs)) {
      traffic.foreign++;
      return;
    }
    if (rtcp) return this.rtcp.multiplexed(datagram);
    if (isRtp) {
      this.rtpReceived = true;
      this.rtcp.received(datagram);
    }
    if (this.pause.isPausedAt(arrivedAtMs)) {
      traffic.paused++;
      return;
    }
    if (this.meter !== null && isRtp) this.meter.add(bytes);
    const kept = isRtp ? this.events.withoutEvent(bytes) : bytes;
    const isInRate = this.#rateLimit.consume(kept.length);
    if (isInRate) this.#call.tap?.push({ leg: this.#packet.leg, arrivedAtMs, bytes: new Uint8Array(kept) });
    const packet = this.#packet;
    packet.arrivedAtMs = arrivedAtMs;
    packet.bytes = kept;
    if (isInRate && this.#call.writer.append(packet)) return;
    if (isInRate) traffic.outOfMemory++;
    else traffic.overRate++;
    this.#call.packetsLost = true;
  }

  newMeter(): LevelMeter {
    return new LevelMeter(this.codecs, this.rtcp.encrypted);
  }

  measure(): Omit<MeasuredLeg, 'leg'> {
    this.meter ??= this.newMeter();
    return { ...this.meter.read(), ...this.rtcp.counts, paused: this.pause.paused };
  }

  oversize(source: AddressWords): void {
    if (!this.sources.knows(source)) {
      this.#traffic.foreign++;
      return;
    }
    this.#traffic.oversize++;
    if (!this.pause.settled) this.#call.packetsLost = true;
  }
}

/**
 * What one leg may write to the spool, so that a flood to one port cannot fill the disk. G.711 is 8.6 kB/s, Opus at
 * its very highest rate 64 kB/s; each packet counts with the overhead it has in the spool.
 */
const BYTES_PER_SECOND = 80_000;

/** A sender that was delayed for four seconds may send it all at once. */
const BURST_BYTES = 4 * BYTES_PER_SECOND;

const PACKET_OVERHEAD_BYTES = 12;

/** A token bucket, refilled by the time between drains. */
class RateLimit {
  #bytes = BURST_BYTES;
  #refilledAtMs: number;

  constructor(nowMs: number) {
    this.#refilledAtMs = nowMs;
  }

  refill(nowMs: number): void {
    this.#bytes = Math.min(BURST_BYTES, this.#bytes + ((nowMs - this.#refilledAtMs) * BYTES_PER_SECOND) / 1000);
    this.#refilledAtMs = nowMs;
  }

  consume(packetBytes: number): boolean {
    const cost = packetBytes + PACKET_OVERHEAD_BYTES;
    if (cost > this.#bytes) return false;
    this.#bytes -= cost;
    return true;
  }
}
