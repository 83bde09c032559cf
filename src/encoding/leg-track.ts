import type { SpooledLeg } from '../spool/index.ts';
import { parseRtp, serialDistance16 } from '../wire/rtp/index.ts';
import type { LegCounts } from '../recording/index.ts';
import type { DecoderOf } from './decoders/audio-decoder.ts';
import { JitterStatistics } from './jitter-statistics.ts';
import { LegClock } from './leg-clock.ts';
import { PayloadCheck } from './payload-check.ts';
import { PayloadTypes } from './payload-types.ts';
import { ReorderBuffer } from './reorder-buffer.ts';
import { SequenceCount } from './sequence-count.ts';
import { SsrcLock } from './ssrc-lock.ts';
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS, type StreamPacket, type TimedAudio } from './timed-audio.ts';

const SILENCE = new Int16Array(0);

export interface LegStatistics extends LegCounts {
  /** Sound whose payload type was not negotiated, but is a static one that is decoded all the same. */
  readonly unnegotiated: number;
  /** Sound, by their length, that nothing here decodes. */
  readonly undecodable: number;
  /** What was decoded was random for some seconds: encrypted, or of another codec. */
  readonly noise: boolean;
  /** Encrypted packets that none of the leg's keys opens. */
  readonly unauthentic: number;
}

/** Fills a short gap with what is like the sound before it. Lengths and positions of the time line. */
type BridgeGap = (position: number, samples: number, sampleRateHz: number) => void;

/** Puts a packet's sound at its position; false when that part of the time line is already written. */
type PlaceSound = (position: number, audio: TimedAudio) => boolean;

interface LegTrackOptions {
  readonly leg: SpooledLeg;
  /** Unix ms: the zero of positions. */
  readonly captureStartedAt: number;
  readonly decoderOf: DecoderOf;
  readonly place: PlaceSound;
  readonly bridge: BridgeGap;
}

/** One leg from RTP packets to sound on the time line, with statistics of its packets. */
export class LegTrack {
  readonly #leg: SpooledLeg;
  readonly #captureStartedAt: number;
  readonly #payloadTypes: PayloadTypes;
  readonly #check = new PayloadCheck();
  readonly #lock: SsrcLock;
  /** Null where packets are decoded as they come. */
  readonly #order: ReorderBuffer | null;
  readonly #clock: LegClock;
  readonly #sequence = new SequenceCount();
  readonly #jitter = new JitterStatistics();
  /** Packets of sound, by codec. */
  readonly #codecs = new Map<string, number>();
  /** Of the last sound. */
  #clockRateHz = SAMPLE_RATE_HZ;
  #packets = 0;
  #ignored = 0;
  #unnegotiated = 0;
  #resumed = false;
  /** The highest number given to the decoder, on the wire; null: those before the next one are not known. */
  #lastNumber: number | null = null;

  constructor({ leg, captureStartedAt, decoderOf, place, bridge }: LegTrackOptions) {
    this.#leg = leg;
    this.#captureStartedAt = captureStartedAt;
    this.#payloadTypes = new PayloadTypes(leg, decoderOf);
    this.#order = this.#payloadTypes.ordered ? new ReorderBuffer((packet) => this.#decode(packet)) : null;
    this.#clock = new LegClock({
      placed: (audio, position) => {
        if (!place(position, audio)) this.#ignored += 1;
      },
      misplaced: () => (this.#ignored += 1),
      missing: bridge,
    });
    this.#lock = new SsrcLock({
      accepted: (packet) => this.#accept(packet),
      changed: () => this.#changeSender(),
      refused: (count) => (this.#ignored += count),
    });
  }

  /** Takes one packet as it was received, decrypted, RTCP left out. */
  push(bytes: Uint8Array, arrivedAtMs: number): void {
    const packet = parseRtp(bytes);
    if (!packet.ok) {
      this.#ignored += 1;
      this.#check.addUndecodable(bytes);
      return;
    }
    const { payloadType, payload, ssrc, sequenceNumber, timestampTicks } = packet.value;
    const content = this.#payloadTypes.at(payloadType, arrivedAtMs);
    if (content === null) {
      this.#check.addUndecodable(payload);
      return this.#ignore(ssrc, sequenceNumber);
    }
    if (content.kind === 'sound' && !content.negotiated) this.#unnegotiated += 1;
    const arrivedAt = (arrivedAtMs - this.#captureStartedAt) * SAMPLES_PER_MS;
    const resumed = this.#resumed;
    this.#resumed = false;
    this.#lock.push({ ssrc, sequenceNumber, timestampTicks, arrivedAt, resumed, content, payload });
  }

  /** The next packet is the first after a pause: what was sent meanwhile is not lost. */
  resume(): void {
    this.#resumed = true;
  }

  end(): void {
    this.#lock.end();
    this.#order?.flush();
    this.#clock.end();
  }

  get statistics(): LegStatistics {
    return {
      leg: this.#leg.leg,
      channel: this.#leg.channel,
      codec: mostOf(this.#codecs),
      packets: this.#packets,
      lost: this.#sequence.lost,
      duplicates: this.#sequence.duplicates,
      reordered: this.#sequence.reordered,
      ...this.#jitter.statistics,
      ignored: this.#ignored,
      unnegotiated: this.#unnegotiated,
      undecodable: this.#check.undecodable,
      noise: this.#check.isNoise,
      unauthentic: 0,
    };
  }

  /** Its payload type was not negotiated, but its sequence number counts: otherwise it would look lost. */
  #ignore(ssrc: number, sequenceNumber: number): void {
    this.#ignored += 1;
    if (ssrc !== this.#lock.ssrc) return;
    this.#sequence.add(sequenceNumber);
    this.#lastNumber = null;
  }

  #accept(packet: StreamPacket): void {
    if (packet.resumed) this.#beginRun();
    if (this.#sequence.add(packet.sequenceNumber) === 'duplicate') return;
    this.#jitter.add(packet);
    if (this.#order === null) this.#decode(packet);
    else this.#order.push(packet);
  }

  #decode({ content, payload, timestampTicks, arrivedAt, sequenceNumber }: StreamPacket): void {
    const lostBefore = this.#lostBefore(sequenceNumber);
    if (content.kind === 'no-sound') return;
    // RFC 3389 §4: comfort noise has the clock of the codec that it interrupts, whatever its static type says.
    if (content.kind === 'sound') this.#clockRateHz = content.clockRateHz;
    const table = content.decoder?.table ?? null;
    const pcm = table !== null ? payload : content.decoder === null ? SILENCE : content.decoder.decode(payload);
    if (pcm === null) {
      this.#ignored += 1;
      this.#check.addUndecodable(payload);
      return;
    }
    this.#check.addDecoded(content.name, payload);
    this.#packets += 1;
    if (content.kind === 'sound') this.#codecs.set(content.name, (this.#codecs.get(content.name) ?? 0) + 1);
    const sampleRateHz = content.decoder?.sampleRateHz ?? SAMPLE_RATE_HZ;
    this.#clock.push({
      timestampTicks,
      clockRateHz: this.#clockRateHz,
      arrivedAt,
      lostBefore,
      pcm,
      table,
      sampleRateHz,
    });
  }

  #lostBefore(sequenceNumber: number): number {
    const step = this.#lastNumber === null ? 1 : serialDistance16(this.#lastNumber, sequenceNumber);
    if (step > 0) this.#lastNumber = sequenceNumber;
    return Math.max(0, step - 1);
  }

  #changeSender(): void {
    this.#beginRun();
    this.#clock.restart();
  }

  /** The sequence numbers that follow do not continue those before. */
  #beginRun(): void {
    this.#order?.flush();
    this.#lastNumber = null;
    this.#sequence.restart();
    this.#jitter.restart();
  }
}

function mostOf(counts: ReadonlyMap<string, number>): string | null {
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? null;
}
