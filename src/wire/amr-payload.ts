/** What distinguishes AMR from AMR-WB in a payload. */
interface AmrKind {
  /** Bits of a frame by its type; the last one is a silence descriptor (RFC 4867 §3.6, 3GPP TS 26.101 table 1a, TS 26.201 table 2). */
  readonly frameBits: readonly number[];
}

export const AMR_KINDS = {
  AMR: { frameBits: [95, 103, 118, 134, 148, 159, 204, 244, 39] },
  'AMR-WB': { frameBits: [132, 177, 253, 285, 317, 365, 397, 461, 477, 40] },
} as const satisfies Record<string, AmrKind>;

export type AmrName = keyof typeof AMR_KINDS;

/** A frame of 20 ms as in a file (RFC 4867 §5.3): a header byte, then its bits; null: no speech, or speech that was damaged. */
type AmrFrame = Uint8Array | null;

/** Frame types without bits: AMR-WB's lost speech, and no data. */
const SPEECH_LOST = 14;
const NO_DATA = 15;

/** One second; senders put up to 12 frames into a packet (RFC 4867 §8.3.1: maxptime). Frames without data cost six bits each. */
const MAX_FRAMES = 50;

/**
 * The frames of an RTP payload without CRCs, interleaving and sorting (RFC 4867 §4.3, §4.4); null: it is malformed. SRCs that forward media
 * get the format wrong now and then: a payload that fits the other one exactly is read by that.
 *
 *  0 1 2 3 4 5 6 7                                    0 1 2 3 4 5 6 7
 * |  CMR  |F|  FT  …   bandwidth-efficient           |  CMR  |R R R R|F|  FT   |Q|P P|   octet-aligned
 */
export function readAmrPayload(name: AmrName, payload: Uint8Array, octetAligned: boolean): readonly AmrFrame[] | null {
  const { frameBits } = AMR_KINDS[name];
  return readFrames(frameBits, payload, octetAligned) ?? readFrames(frameBits, payload, !octetAligned);
}

function readFrames(
  frameBits: readonly number[],
  payload: Uint8Array,
  octetAligned: boolean,
): readonly AmrFrame[] | null {
  const bits = new BitReader(payload);
  bits.take(octetAligned ? 8 : 4);
  const types: { readonly type: number; readonly good: boolean }[] = [];
  for (let follows = true; follows; ) {
    follows = bits.take(1) === 1;
    types.push({ type: bits.take(4), good: bits.take(1) === 1 });
    if (octetAligned) bits.take(2);
    if (types.length > MAX_FRAMES) return null;
  }
  const frames: AmrFrame[] = [];
  for (const { type, good } of types) {
    const length = frameBits[type] ?? (type === NO_DATA || type === SPEECH_LOST ? 0 : null);
    // §4.3.2: a payload with a reserved frame type is discarded.
    if (length === null) return null;
    const frame = Uint8Array.of((type << 3) | 4, ...bits.takeBytes(length));
    if (octetAligned) bits.align();
    frames.push(good && type < frameBits.length - 1 ? frame : null);
  }
  bits.align();
  return bits.position === payload.length * 8 ? frames : null;
}

/** Beyond the end come zeros. */
class BitReader {
  readonly #bytes: Uint8Array;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** At most 8 bits. */
  take(count: number): number {
    const [byte, bit] = [this.position >> 3, this.position & 7];
    const two = ((this.#bytes[byte] ?? 0) << 8) | (this.#bytes[byte + 1] ?? 0);
    this.position += count;
    return (two >> (16 - bit - count)) & ((1 << count) - 1);
  }

  /** The last byte is filled up with zeros. */
  takeBytes(bitCount: number): Uint8Array {
    const whole = Uint8Array.from({ length: bitCount >> 3 }, () => this.take(8));
    const rest = bitCount & 7;
    return rest === 0 ? whole : Uint8Array.of(...whole, this.take(rest) << (8 - rest));
  }

  align(): void {
    this.position = (this.position + 7) & ~7;
  }
}
