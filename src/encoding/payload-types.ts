import type { LegCodec, SpooledLeg } from '../spool/index.ts';
import type { DecoderOf } from './decoders/audio-decoder.ts';
import type { PacketContent } from './timed-audio.ts';

/**
 * What RFC 3551 §6 gives a fixed number: some send it without having negotiated it. A leg's own codecs go before. GSM (3) and
 * G.729 (18) are refused where no library decodes them, so they are here only by negotiation.
 */
const STATIC_TYPES: readonly LegCodec[] = [
  { payloadType: 0, name: 'PCMU', clockRateHz: 8000 },
  { payloadType: 8, name: 'PCMA', clockRateHz: 8000 },
  { payloadType: 9, name: 'G722', clockRateHz: 8000 },
  { payloadType: 13, name: 'CN', clockRateHz: 8000 },
];

/** The codecs of a leg with those that need no negotiation. */
export function knownCodecs({ codecs }: Pick<SpooledLeg, 'codecs'>): readonly LegCodec[] {
  const named = new Set(codecs.map(({ payloadType }) => payloadType));
  return [...STATIC_TYPES.filter(({ payloadType }) => !named.has(payloadType)), ...codecs];
}

interface Meaning {
  /** Unix ms; of the first one of its payload type: from the beginning. */
  readonly since: number;
  /** Null: nothing decodes it. */
  readonly content: PacketContent | null;
}

/** What the payload types of a leg mean, and when: an offer in mid-call may change it. */
export class PayloadTypes {
  readonly #meanings: (Meaning[] | undefined)[] = [];

  constructor(leg: SpooledLeg, decoderOf: DecoderOf) {
    for (const codec of knownCodecs(leg)) {
      const content = contentOf(leg, codec, decoderOf);
      const known = this.#meanings[codec.payloadType];
      const meaning = { since: codec.since ?? Number.NEGATIVE_INFINITY, content };
      if (known === undefined) this.#meanings[codec.payloadType] = [meaning];
      else known.push(meaning);
    }
  }

  /** Null: not negotiated, or nothing decodes it. */
  at(payloadType: number, arrivedAtMs: number): PacketContent | null {
    const meanings = this.#meanings[payloadType];
    if (meanings === undefined) return null;
    if (meanings.length === 1) return meanings[0]!.content;
    return (meanings.findLast(({ since }) => since <= arrivedAtMs) ?? meanings[0]!).content;
  }

  /** Whether a decoder must get its payloads in order. */
  get ordered(): boolean {
    return this.#meanings.some((meanings) => meanings?.some(({ content }) => content?.decoder?.ordered));
  }
}

function contentOf(leg: SpooledLeg, codec: LegCodec, decoderOf: DecoderOf): PacketContent | null {
  const { name, clockRateHz } = codec;
  const facts = { name, clockRateHz, negotiated: leg.codecs.includes(codec) };
  if (name === 'CN') return { ...facts, kind: 'quiet', decoder: null };
  if (name === 'TELEPHONE-EVENT') return { ...facts, kind: 'no-sound', decoder: null };
  const decoder = decoderOf(leg.leg, codec);
  return decoder && { ...facts, kind: 'sound', decoder };
}
