import { openPlainDecoder } from '../../src/encoding/decoders/plain-decoders.ts';
import type { LegCodec, SpooledLeg, SpooledPacket } from '../../src/spool/index.ts';
import { encodeG711, type G711Law } from '../../src/wire/g711.ts';
import { writeRtp } from '../../src/wire/rtp/index.ts';

const SAMPLE_RATE_HZ = 8000;
const PACKET_SAMPLES = 160;
const PACKET_MS = 20;
const PAYLOAD_TYPES: Record<G711Law, number> = { PCMU: 0, PCMA: 8 };

/** A sine of the given frequency, PCM s16 mono 8000 Hz. */
export function tone(frequencyHz: number, durationMs: number, amplitude = 8000): Int16Array {
  const samples = Math.round((durationMs * SAMPLE_RATE_HZ) / 1000);
  return Int16Array.from({ length: samples }, (_, at) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * frequencyHz * at) / SAMPLE_RATE_HZ)),
  );
}

/**
 * How much of a frequency is in a piece of sound: the amplitude of a sine that would give as much
 * (Goertzel's algorithm).
 */
export function levelOf(frequencyHz: number, pcm: Int16Array): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequencyHz) / SAMPLE_RATE_HZ);
  let last = 0;
  let beforeLast = 0;
  for (const sample of pcm) [last, beforeLast] = [sample + coefficient * last - beforeLast, last];
  const power = last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
  return (2 * Math.sqrt(Math.max(0, power))) / pcm.length;
}

export interface StreamOptions {
  readonly leg?: number;
  readonly law?: G711Law;
  /** Unix ms at which the first packet arrives. */
  readonly startAt: number;
  readonly ssrc?: number;
  readonly sequenceNumber?: number;
  readonly timestampTicks?: number;
  readonly payloadType?: number;
}

/** A leg's packets of 20 ms, which arrive without delay. */
export function rtpStream(pcm: Int16Array, options: StreamOptions): SpooledPacket[] {
  const { leg = 0, law = 'PCMA', startAt, ssrc = 1000 + leg, sequenceNumber = 0, timestampTicks = 0 } = options;
  const packets: SpooledPacket[] = [];
  for (let at = 0; at < pcm.length; at += PACKET_SAMPLES) {
    const index = at / PACKET_SAMPLES;
    const bytes = writeRtp({
      payloadType: options.payloadType ?? PAYLOAD_TYPES[law],
      sequenceNumber: sequenceNumber + index,
      timestampTicks: timestampTicks + at,
      ssrc,
      payload: encodeG711(law, pcm.subarray(at, at + PACKET_SAMPLES)),
    });
    packets.push({ leg, arrivedAtMs: startAt + index * PACKET_MS, bytes });
  }
  return packets;
}

/** Packets in order of arrival, as the spool returns them. */
export function inOrderOfArrival(...streams: readonly (readonly SpooledPacket[])[]): SpooledPacket[] {
  return streams.flat().sort((a, b) => a.arrivedAtMs - b.arrivedAtMs);
}

const G711_CODECS: SpooledLeg['codecs'] = [
  { payloadType: 8, name: 'PCMA', clockRateHz: SAMPLE_RATE_HZ },
  { payloadType: 0, name: 'PCMU', clockRateHz: SAMPLE_RATE_HZ },
  { payloadType: 101, name: 'TELEPHONE-EVENT', clockRateHz: SAMPLE_RATE_HZ },
];

/** A leg that negotiated G.711 and telephone events (payload type 101). */
export function g711Leg(leg: number, channel: SpooledLeg['channel']): SpooledLeg {
  return { leg, channel, codecs: G711_CODECS };
}

/** What the time line of a call of such legs needs. */
export const NARROWBAND = {
  sampleRateHz: 8000,
  decoderOf: (_leg: number, codec: LegCodec) => openPlainDecoder(codec),
} as const;
