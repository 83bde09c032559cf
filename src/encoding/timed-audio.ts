import type { AudioDecoder, CallSampleRate } from './decoders/audio-decoder.ts';

/** Times on the time line are in samples of this rate, also those of sound that has 16,000 samples a second. */
export const SAMPLE_RATE_HZ = 8000 satisfies CallSampleRate;
export const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

/** One RTP packet of a leg, with what determines its stream and its position on the time line. */
export interface StreamPacket {
  readonly ssrc: number;
  /** 16 bits, as on the wire. */
  readonly sequenceNumber: number;
  /** 32 bits, as on the wire. */
  readonly timestampTicks: number;
  /** Arrival, in samples after the call's `captureStartedAt`, with a fraction. */
  readonly arrivedAt: number;
  /** The first after a pause: what its sender numbered meanwhile is not lost. */
  readonly resumed: boolean;
  readonly content: PacketContent;
  readonly payload: Uint8Array;
}

/** What the payload of a type is. */
export interface PacketContent {
  /** Of the codec, as in `LegCodec`. */
  readonly name: string;
  /** False: known by its static payload type alone. */
  readonly negotiated: boolean;
  /** `quiet`: comfort noise (RFC 3389), silence from here on; `no-sound`: telephone events. */
  readonly kind: 'sound' | 'quiet' | 'no-sound';
  /** Of the timestamps. */
  readonly clockRateHz: number;
  /** Of `sound`. */
  readonly decoder: AudioDecoder | null;
}

/** Sound of one packet. */
export interface PacketSound {
  /** PCM s16 mono of `sampleRateHz`; with `table`: a byte for each sample. */
  readonly pcm: Int16Array | Uint8Array;
  /** The sample of each byte. */
  readonly table: Int16Array | null;
  readonly sampleRateHz: number;
}

/** A packet with sound; empty for comfort noise. */
export interface TimedAudio extends PacketSound {
  readonly timestampTicks: number;
  readonly clockRateHz: number;
  readonly arrivedAt: number;
  /** Packets that are missing right before it, by their numbers; 0 also where that is not known. */
  readonly lostBefore: number;
}

/** On the time line. */
export function lengthOf({ pcm, sampleRateHz }: Pick<PacketSound, 'pcm' | 'sampleRateHz'>): number {
  return pcm.length * (SAMPLE_RATE_HZ / sampleRateHz);
}
