import { encodeG711, type G711Law } from '../../../src/wire/g711.ts';
import { digitOf, toneOf, TONES, WORD_MS, wordOf } from '../tone-words.ts';

/** Each party says a word in each cycle, the callee while the caller is silent. */
const CYCLE_MS = 2_000;
const WORD_AT_MS = [300, 1_300] as const;

/** Packets are made of these: divides every length of a packet and every tone of a word. */
const PIECE_MS = 10;
const PIECE_SAMPLES = 80;
const SILENCE = new Int16Array(PIECE_SAMPLES);

type Side = 0 | 1;

/** What a party says: its words, and silence between them. */
export class SpokenWords {
  readonly #leg: number;
  readonly #side: Side;

  constructor(leg: number, side: Side) {
    this.#leg = leg;
    this.#side = side;
  }

  /** A G.711 payload from this time of the call on; null: all of it is silence. */
  payload(law: G711Law, fromMs: number, lengthMs: number): Uint8Array | null {
    const pieces = Array.from({ length: lengthMs / PIECE_MS }, (_, at) => this.#digitAt(fromMs + at * PIECE_MS));
    if (pieces.every((digit) => digit === null)) return null;
    return Buffer.concat(pieces.map((digit, at) => pieceOf(law, digit, (fromMs / PIECE_MS + at) % 2)));
  }

  /** The words that begin before `untilMs`. */
  words(untilMs: number): { readonly atMs: number; readonly word: number }[] {
    const count = Math.ceil((untilMs - WORD_AT_MS[this.#side]) / CYCLE_MS);
    return Array.from({ length: Math.max(0, count) }, (_, number) => ({
      atMs: number * CYCLE_MS + WORD_AT_MS[this.#side],
      word: wordOf(this.#leg, number),
    }));
  }

  #digitAt(ms: number): number | null {
    const inWord = (ms % CYCLE_MS) - WORD_AT_MS[this.#side];
    if (inWord < 0 || inWord >= WORD_MS) return null;
    return digitOf(wordOf(this.#leg, Math.floor(ms / CYCLE_MS)), inWord);
  }
}

export const silence = (law: G711Law, lengthMs: number): Uint8Array =>
  encodeG711(law, new Int16Array((lengthMs / PIECE_MS) * PIECE_SAMPLES));

const made = { PCMA: halves('PCMA'), PCMU: halves('PCMU') };

/** Both halves of 20 ms of each tone. */
function halves(law: G711Law): readonly (readonly [Uint8Array, Uint8Array])[] {
  return Array.from({ length: TONES }, (_, digit) => {
    const payload = encodeG711(law, toneOf(digit));
    return [payload.subarray(0, PIECE_SAMPLES), payload.subarray(PIECE_SAMPLES)] as const;
  });
}

function pieceOf(law: G711Law, digit: number | null, half: number): Uint8Array {
  return digit === null ? encodeG711(law, SILENCE) : made[law][digit]![half]!;
}
