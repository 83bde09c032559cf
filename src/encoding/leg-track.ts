import type { SpooledLeg } from '../spool/index.ts';
import { decodeG711, type G711Law } from '../wire/g711.ts';
import { isRtcp, parseRtp } from '../wire/rtp/index.ts';
import type { Channel } from '../recording/index.ts';
import { LegClock } from './leg-clock.ts';
import { PayloadCheck } from './payload-check.ts';
import { SequenceCount } from './sequence-count.ts';
import { SsrcLock } from './ssrc-lock.ts';
import { isSound, type StreamPacket } from './timed-audio.ts';

/** RFC 3389: a static payload type; some send it without negotiating it. */
const COMFORT_NOISE = 13;
const SILENCE = new Int16Array(0);
/** RFC 3551 §6: what they are needs no negotiation, and some send the one that was not agreed on. */
const G711_BY_STATIC_TYPE: ReadonlyMap<number, G711Law> = new Map([
  [0, 'PCMU'],
  [8, 'PCMA'],
]);

export interface LegStatistics {
  readonly leg: number;
  readonly channel: Channel;
  readonly packets: number;
  /** By sequence numbers, after reordering. */
  readonly lost: number;
  readonly duplicates: number;
  readonly reordered: number;
  /** Not RTP, of a foreign SSRC, or of a payload type that was not negotiated. */
  readonly ignored: number;
  /** Decoded although their payload type was not negotiated: PCMU and PCMA have static ones. */
  readonly unnegotiated: number;
  /** Sound, by their length, that nothing here decodes. */
  readonly undecodable: number;
  /** What was decoded was random for some seconds: encrypted, or of another codec. */
  readonly noise: boolean;
}

/** Puts a packet's sound at its position; false when that part of the time line is already written. */
type PlaceSound = (position: number, pcm: Int16Array) => boolean;

type Decode = (payload: Uint8Array) => StreamPacket['pcm'];

/** One leg from RTP packets to sound on the time line, with statistics of its packets. */
export class LegTrack {
  readonly #leg: SpooledLeg;
  readonly #decoders: ReadonlyMap<number, Decode>;
  readonly #check = new PayloadCheck();
  readonly #lock: SsrcLock;
  readonly #clock: LegClock;
  readonly #sequence = new SequenceCount();
  #packets = 0;
  #ignored = 0;
  #unnegotiated = 0;
  #resumed = false;

  constructor(leg: SpooledLeg, place: PlaceSound) {
    this.#leg = leg;
    this.#decoders = decodersOf(leg, this.#check);
    this.#clock = new LegClock({
      placed: ({ pcm }, position) => {
        if (!place(position, pcm)) this.#ignored += 1;
      },
      misplaced: () => (this.#ignored += 1),
    });
    this.#lock = new SsrcLock({
      accepted: (packet) => this.#accept(packet),
      changed: () => this.#changeSender(),
      refused: (count) => (this.#ignored += count),
    });
  }

  /** Takes one packet as it was received; `arrivedAt` in samples after `captureStartedAt`. */
  push(bytes: Uint8Array, arrivedAt: number): void {
    const packet = parseRtp(bytes);
    if (!packet.ok) {
      this.#ignored += 1;
      if (!isRtcp(bytes)) this.#check.addUndecodable(bytes);
      return;
    }
    const { payloadType, payload, ssrc, sequenceNumber, timestampTicks } = packet.value;
    const decode = this.#decoders.get(payloadType);
    if (isRtcp(bytes)) this.#ignored += 1;
    else if (decode) {
      const resumed = this.#resumed;
      this.#resumed = false;
      this.#lock.push({ ssrc, sequenceNumber, timestampTicks, arrivedAt, resumed, pcm: decode(payload) });
      if (G711_BY_STATIC_TYPE.has(payloadType) && !this.#isNegotiated(payloadType)) this.#unnegotiated += 1;
    } else {
      this.#check.addUndecodable(payload);
      this.#ignore(ssrc, sequenceNumber);
    }
  }

  /** The next packet is the first after a pause: what was sent meanwhile is not lost. */
  resume(): void {
    this.#resumed = true;
  }

  end(): void {
    this.#lock.end();
    this.#clock.end();
  }

  get statistics(): LegStatistics {
    return {
      leg: this.#leg.leg,
      channel: this.#leg.channel,
      packets: this.#packets,
      lost: this.#sequence.lost,
      duplicates: this.#sequence.duplicates,
      reordered: this.#sequence.reordered,
      ignored: this.#ignored,
      unnegotiated: this.#unnegotiated,
      undecodable: this.#check.undecodable,
      noise: this.#check.isNoise,
    };
  }

  #isNegotiated(type: number): boolean {
    return this.#leg.codecs.some(({ payloadType }) => payloadType === type);
  }

  /** Its payload type was not negotiated, but its sequence number counts: otherwise it would look lost. */
  #ignore(ssrc: number, sequenceNumber: number): void {
    this.#ignored += 1;
    if (ssrc === this.#lock.ssrc) this.#sequence.add(sequenceNumber);
  }

  #accept(packet: StreamPacket): void {
    if (packet.resumed) this.#sequence.restart();
    if (this.#sequence.add(packet.sequenceNumber) === 'duplicate' || !isSound(packet)) return;
    this.#packets += 1;
    this.#clock.push(packet);
  }

  #changeSender(): void {
    this.#sequence.restart();
    this.#clock.restart();
  }
}

function decodersOf(leg: SpooledLeg, check: PayloadCheck): ReadonlyMap<number, Decode> {
  const decoders = new Map<number, Decode>([[COMFORT_NOISE, () => SILENCE]]);
  const g711 =
    (law: G711Law): Decode =>
    (payload) => {
      check.addG711(payload);
      return decodeG711(law, payload);
    };
  for (const [payloadType, law] of G711_BY_STATIC_TYPE) decoders.set(payloadType, g711(law));
  for (const { payloadType, name } of leg.codecs) {
    if (name === 'PCMA' || name === 'PCMU') decoders.set(payloadType, g711(name));
    else if (name === 'CN') decoders.set(payloadType, () => SILENCE);
    else if (name === 'TELEPHONE-EVENT') decoders.set(payloadType, () => null);
  }
  return decoders;
}
