import type { LegCodec } from '../../spool/index.ts';

/** Decodes the payloads of one stream, in their order: many codecs continue from packet to packet. */
export interface AudioDecoder {
  readonly sampleRateHz: CallSampleRate;
  /**
   * Whether it must get the payloads in the order in which they were sent. Others may come as they are received.
   */
  readonly ordered: boolean;
  /** Of a codec with a byte for each sample: the sample of each byte. Such sound is decoded where it is written to. */
  readonly table?: Int16Array;
  /** PCM s16 mono of one payload, the caller's to keep; null: the payload is malformed. */
  decode(payload: Uint8Array): Int16Array | null;
  close?(): void;
}

/** The decoder of a leg's codec; null: there is none. The same one for each call with the same arguments. */
export type DecoderOf = (leg: number, codec: LegCodec) => AudioDecoder | null;

/** A call is narrowband or wideband as a whole: each recording has one rate. */
export type CallSampleRate = 8000 | 16_000;

/** The bands of codecs whose RTP clock does not say it. RFC 3551 §4.5.2: G.722's clock is 8000 though it samples at 16000. */
const WIDEBAND = new Set(['G722', 'OPUS', 'AMR-WB']);

export function isWideband({ name, clockRateHz }: LegCodec): boolean {
  return WIDEBAND.has(name) || (name === 'L16' && clockRateHz > 8000);
}
