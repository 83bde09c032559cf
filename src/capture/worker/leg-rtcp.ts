import { randomInt } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { LegCodec } from '../../spool/index.ts';
import { parseRtcp, writeReceiverReport } from '../../wire/rtp/index.ts';
import type { Datagram, DatagramSink, LegSocket } from '../receiver/rtp-receiver.ts';
import { type AddressWords, isSameAddress } from '../receiver/source-address.ts';
import type { RtcpTarget, Traffic } from './media-requests.ts';
import { Reception } from './reception.ts';
import type { RtpSources } from './rtp-sources.ts';

/** RFC 3550 §6.2: the least interval of reports, from half to one and a half of it at random (§6.3.1). */
const REPORT_INTERVAL_MS = 5_000;

/** A leg's second socket is read before each report, at the shortest interval of reports: what came says when by the kernel's time. */
const DRAIN_INTERVAL_MS = REPORT_INTERVAL_MS / 2;

/** At one drain; a flood beyond it stays in the kernel, which drops it. */
const MAX_PER_DRAIN = 16;

interface LegRtcpOptions {
  readonly rtp: LegSocket;
  /** On the port above; null: another program has it. */
  readonly rtcp: LegSocket | null;
  readonly sources: RtpSources;
  readonly traffic: Traffic;
  /** Of all legs of a worker. */
  readonly cname: string;
  readonly clock: Clock;
}

/**
 * RTCP of a leg: receives that of the PBX, on the port above its RTP port or on the same one (RFC 5761), and sends receiver
 * reports back to where it comes from (symmetric, RFC 4961); before any has come, to the port above the PBX's RTP port.
 */
export class LegRtcp implements DatagramSink {
  readonly #options: LegRtcpOptions;
  readonly #reception = new Reception();
  readonly #ssrc = randomInt(1, 2 ** 32);
  readonly #peer: AddressWords = new Uint32Array(4);
  /** 0: not known. */
  #peerPort = 0;
  /** Whether the PBX's own RTCP said where it is. */
  #heard = false;
  #multiplexed = false;
  #target: RtcpTarget | undefined;
  /** SRTCP: it is counted and not read, and nothing is sent; in the clear nothing may be (RFC 3711 §3.4). */
  encrypted = false;
  #reportAtMs: number;
  #drainAtMs: number;

  constructor(options: LegRtcpOptions) {
    this.#options = options;
    const nowMs = options.clock.monotonicMs();
    this.#reportAtMs = nowMs + reportIntervalMs();
    this.#drainAtMs = nowMs + DRAIN_INTERVAL_MS;
  }

  /** For the clock of the RTP timestamps. */
  useCodecs(codecs: readonly LegCodec[]): void {
    this.#reception.useCodecs(codecs);
  }

  /** Of the stream that arrives. */
  get counts() {
    return this.#reception.counts;
  }

  /** Where the PBX takes RTCP, by its SDP; until its own RTCP shows where it really is. */
  negotiated(target: RtcpTarget | undefined): void {
    if (target === this.#target) return;
    this.#target = target;
    this.#multiplexed = target === 'mux';
    this.#heard = false;
  }

  /** An RTP packet of the leg's source. Called for each. */
  received({ bytes, arrivedAtMs, source, port }: Datagram): void {
    this.#reception.add(bytes, arrivedAtMs);
    if (this.#heard) return;
    const rtcpPort = this.#target === 'mux' ? port : (this.#target ?? port + 1);
    if (this.#peerPort === rtcpPort && isSameAddress(this.#peer, source)) return;
    this.#answerTo(source, rtcpPort);
  }

  /** On the leg's RTP port, of the leg's source. */
  multiplexed(datagram: Datagram): void {
    this.#multiplexed = true;
    this.#take(datagram);
  }

  /** On its own port. */
  datagram(datagram: Datagram): void {
    const { traffic, sources } = this.#options;
    traffic.packets++;
    traffic.bytes += datagram.bytes.length;
    if (!sources.knows(datagram.source)) {
      traffic.foreign++;
      return;
    }
    this.#multiplexed = false;
    this.#take(datagram);
  }

  oversize(): void {
    this.#options.traffic.oversize++;
  }

  /** Called at each drain of the leg. `nowMs` of the monotonic clock. */
  run(nowMs: number): void {
    if (nowMs < this.#drainAtMs) return;
    this.#drainAtMs = nowMs + DRAIN_INTERVAL_MS;
    this.#options.rtcp?.drain(this, MAX_PER_DRAIN);
    if (nowMs < this.#reportAtMs) return;
    this.#reportAtMs = nowMs + reportIntervalMs();
    this.#send(false);
  }

  /** Says goodbye (RFC 3550 §6.6), before the RTP socket is closed. */
  close(): void {
    this.#options.rtcp?.drain(this, MAX_PER_DRAIN);
    this.#send(true);
    this.#options.rtcp?.close();
  }

  #take({ bytes, arrivedAtMs, source, port }: Datagram): void {
    const { traffic } = this.#options;
    traffic.rtcpReceived++;
    if (this.encrypted) return;
    const { sender, left } = parseRtcp(bytes);
    traffic.rtcpByes += left.length;
    if (sender !== null) this.#reception.heard(sender.ssrc, sender.ntpMiddle, arrivedAtMs);
    this.#heard = true;
    this.#answerTo(source, port);
  }

  #answerTo(source: AddressWords, port: number): void {
    this.#peer.set(source);
    this.#peerPort = port;
  }

  /** Nothing before the PBX has sent something. */
  #send(bye: boolean): void {
    const { rtp, rtcp, cname, clock, traffic } = this.#options;
    const socket = this.#multiplexed ? rtp : rtcp;
    if (this.encrypted || this.#peerPort === 0 || this.#peerPort > 65_535 || socket === null) return;
    const block = this.#reception.report(clock.now());
    socket.send(writeReceiverReport({ ssrc: this.#ssrc, cname, block, bye }), this.#peer, this.#peerPort);
    traffic.rtcpSent++;
  }
}

function reportIntervalMs(): number {
  return REPORT_INTERVAL_MS * (0.5 + Math.random());
}
