import type { LegCodec } from '../../spool/index.ts';
import { InterarrivalJitter, type ReportBlock, RTP_HEADER_BYTES } from '../../wire/rtp/index.ts';

/** RFC 3550 appendix A.1: a larger step is a restart of the sender. */
const MAX_DROPOUT = 3000;
const MAX_MISORDER = 100;
/** Of telephony codecs, G.722 included (RFC 3551 §4.5.2): for a payload type that was not negotiated. */
const DEFAULT_CLOCK_RATE_HZ = 8000;

/** What a receiver reports of the stream that arrives at a leg: RFC 3550 appendices A.1, A.3, A.8. Called for each packet: it allocates nothing. */
export class Reception {
  /** Null: no RTP has come. */
  #ssrc: number | null = null;
  #base = 0;
  #highest = 0;
  /** 65536 for each wrap. */
  #cycles = 0;
  #received = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #jitter = new InterarrivalJitter();
  /** Of the timestamps, by payload type. */
  readonly #clockRatesHz = new Uint32Array(128).fill(DEFAULT_CLOCK_RATE_HZ);
  /** Of the last packet. */
  #clockRateHz = DEFAULT_CLOCK_RATE_HZ;
  #senderReport = 0;
  #senderReportAtMs = 0;

  /** What later offers say of a payload type replaces what earlier ones did. */
  useCodecs(codecs: readonly Pick<LegCodec, 'payloadType' | 'clockRateHz'>[]): void {
    for (const { payloadType, clockRateHz } of codecs) this.#clockRatesHz[payloadType] = clockRateHz;
  }

  add(rtp: Uint8Array, arrivedAtMs: number): void {
    if (rtp.length < RTP_HEADER_BYTES) return;
    const sequenceNumber = (rtp[2]! << 8) | rtp[3]!;
    const ticks = ((rtp[4]! << 24) | (rtp[5]! << 16) | (rtp[6]! << 8) | rtp[7]!) >>> 0;
    const ssrc = ((rtp[8]! << 24) | (rtp[9]! << 16) | (rtp[10]! << 8) | rtp[11]!) >>> 0;
    const step = (sequenceNumber - this.#highest) & 0xffff;
    if (ssrc !== this.#ssrc || (step >= MAX_DROPOUT && step <= 0x10000 - MAX_MISORDER)) {
      this.#begin(ssrc, sequenceNumber);
    } else {
      if (step < MAX_DROPOUT) {
        if (sequenceNumber < this.#highest) this.#cycles += 0x10000;
        this.#highest = sequenceNumber;
      }
    }
    this.#clockRateHz = this.#clockRatesHz[rtp[1]! & 0x7f]!;
    this.#jitter.add(ticks, arrivedAtMs, this.#clockRateHz);
    this.#received += 1;
  }

  /** Of the stream so far. */
  get counts(): { readonly packets: number; readonly lost: number; readonly jitterMs: number } {
    const expected = this.#ssrc === null ? 0 : this.#cycles + this.#highest - this.#base + 1;
    const jitterMs = Math.round(this.#jitter.ms * 10) / 10;
    return { packets: this.#received, lost: Math.max(0, expected - this.#received), jitterMs };
  }

  /** A sender report has come. `ntpMiddle` of its time. */
  heard(ssrc: number, ntpMiddle: number, nowMs: number): void {
    if (ssrc !== this.#ssrc) return;
    this.#senderReport = ntpMiddle;
    this.#senderReportAtMs = nowMs;
  }

  /** For the next report; null while no RTP has come. */
  report(nowMs: number): ReportBlock | null {
    if (this.#ssrc === null) return null;
    const expected = this.#cycles + this.#highest - this.#base + 1;
    const expectedSince = expected - this.#expectedBefore;
    const lostSince = expectedSince - (this.#received - this.#receivedBefore);
    this.#expectedBefore = expected;
    this.#receivedBefore = this.#received;
    return {
      ssrc: this.#ssrc,
      fractionLost: expectedSince === 0 || lostSince <= 0 ? 0 : Math.floor((lostSince * 256) / (expectedSince + 1)),
      lost: expected - this.#received,
      highestSequenceNumber: (this.#cycles + this.#highest) % 2 ** 32,
      jitterTicks: Math.floor((this.#jitter.ms * this.#clockRateHz) / 1000),
      lastSenderReport: this.#senderReport,
      delaySinceLast: this.#senderReport === 0 ? 0 : Math.round(((nowMs - this.#senderReportAtMs) * 65_536) / 1000),
    };
  }

  #begin(ssrc: number, sequenceNumber: number): void {
    this.#ssrc = ssrc;
    this.#base = sequenceNumber;
    this.#highest = sequenceNumber;
    this.#cycles = 0;
    this.#received = 0;
    this.#expectedBefore = 0;
    this.#receivedBefore = 0;
    this.#jitter = new InterarrivalJitter();
    this.#senderReport = 0;
  }
}
