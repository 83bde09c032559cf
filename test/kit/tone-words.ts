import { levelOf, tone } from './synthetic-rtp.ts';

/**
 * Five tones that name a leg and how many words it has said before: `leg << 8 | number`, a hexadecimal digit each. Whoever finds a word in a
 * recording knows whose sound it is, and when it was spoken.
 */
const SYMBOLS = 5;
export const TONES = 16;
const SYMBOL_MS = 100;
export const WORD_MS = SYMBOLS * SYMBOL_MS;

const SAMPLES_PER_MS = 8;
/** Periods that fit 20 ms exactly, so that each packet of a tone is the same. */
const toneHz = (digit: number): number => 400 + 150 * digit;
/** Without the borders, where the codec mixes two. */
const HEARD_MS = [25, 75] as const;
/** A quarter of what is sent, and far above all else. */
const AUDIBLE = 2_000;

/** 20 ms of a digit's tone, PCM s16 mono 8000 Hz. */
export function toneOf(digit: number): Int16Array {
  return tone(toneHz(digit), 20);
}

export const wordOf = (leg: number, number: number): number => ((leg & 0xfff) << 8) | (number & 0xff);

/** The tone of a word this long after its beginning. */
export function digitOf(word: number, atMs: number): number {
  return (word >> (4 * (SYMBOLS - 1 - Math.floor(atMs / SYMBOL_MS)))) & 0xf;
}

/** Whether a channel has this word there. */
export function hasWord(channel: Int16Array, fromMs: number, word: number): boolean {
  for (let at = 0; at < WORD_MS; at += SYMBOL_MS) {
    if (loudestTone(channel, fromMs + at + HEARD_MS[0], fromMs + at + HEARD_MS[1]) !== digitOf(word, at)) return false;
  }
  return true;
}

function loudestTone(channel: Int16Array, fromMs: number, untilMs: number): number | null {
  if (fromMs < 0) return null;
  const piece = channel.subarray(fromMs * SAMPLES_PER_MS, untilMs * SAMPLES_PER_MS);
  const levels = Array.from({ length: TONES }, (_, digit) => levelOf(toneHz(digit), piece));
  const loudest = Math.max(...levels);
  return loudest > AUDIBLE ? levels.indexOf(loudest) : null;
}
