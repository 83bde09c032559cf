import type { LegCodec, SpooledLeg } from '../../spool/index.ts';
import type { AudioDecoder, CallSampleRate, DecoderOf } from './audio-decoder.ts';
import type { LibraryDecoders } from './library-decoders.ts';
import { openOpusDecoder } from './opus-decoder.ts';
import { openPlainDecoder } from './plain-decoders.ts';

/** The decoders of one call, each leg with its own. Closed when the call is encoded or given up. */
export interface CallDecoders extends Disposable {
  readonly decoderOf: DecoderOf;
  /** Opens what takes time to open for these legs, unless the call cannot need it; the others are opened when they are asked for. */
  prepare(legs: readonly SpooledLeg[]): Promise<void>;
}

export async function openDecoders(
  legs: readonly SpooledLeg[],
  sampleRateHz: CallSampleRate,
  libraries: LibraryDecoders,
): Promise<CallDecoders> {
  const decoders = callDecoders(sampleRateHz, libraries);
  await decoders.prepare(legs);
  return decoders;
}

function callDecoders(sampleRateHz: CallSampleRate, libraries: LibraryDecoders): CallDecoders {
  const open = new Map<string, AudioDecoder | null>();
  return {
    prepare: async (legs) => {
      for (const { leg, codecs } of sampleRateHz === 8000 ? [] : legs) {
        const opus = codecs.find(({ name }) => name === 'OPUS');
        if (opus !== undefined && !open.has(keyOf(leg, opus))) open.set(keyOf(leg, opus), await openOpusDecoder());
      }
    },
    decoderOf: (leg, codec) => {
      const key = keyOf(leg, codec);
      const known = open.get(key);
      if (known !== undefined) return known;
      const opened = openPlainDecoder(codec) ?? libraries.get(codec.name)?.(codec) ?? null;
      open.set(key, opened);
      return opened;
    },
    [Symbol.dispose]: () => {
      for (const decoder of open.values()) decoder?.close?.();
    },
  };
}

/** Two payload types of one codec continue each other. */
function keyOf(leg: number, { name, clockRateHz, octetAligned }: LegCodec): string {
  return `${leg} ${name} ${clockRateHz} ${octetAligned === true}`;
}
