import type { LegCodec } from '../../spool/index.ts';
import { decodeG711, g711Table } from '../../wire/g711.ts';
import { G722Decoder } from '../../wire/g722.ts';
import { decodeL16 } from '../../wire/l16.ts';
import type { AudioDecoder } from './audio-decoder.ts';

/** A decoder of the codecs that need no library; null for others. */
export function openPlainDecoder({ name, clockRateHz }: LegCodec): AudioDecoder | null {
  switch (name) {
    case 'PCMA':
    case 'PCMU':
      return {
        sampleRateHz: 8000,
        ordered: false,
        table: g711Table(name),
        decode: (payload) => decodeG711(name, payload),
      };
    case 'L16':
      return { sampleRateHz: clockRateHz > 8000 ? 16_000 : 8000, ordered: false, decode: decodeL16 };
    case 'G722': {
      const decoder = new G722Decoder();
      return { sampleRateHz: 16_000, ordered: true, decode: (payload) => decoder.decode(payload) };
    }
    default:
      return null;
  }
}
