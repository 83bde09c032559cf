import { encodeG711 } from '../../src/wire/g711.ts';
import { dialogue } from '../../src/test-caller/index.ts';
import { levelOf, tone } from '../../test/kit/synthetic-rtp.ts';

/** As in sender.c. */
const TONES = 16;
const VOICES = 8;
const VOICE_PACKETS = 3000;
const PACKET_MS = 20;
const CYCLE_MS = 10_000;
const WORD_AT_MS = 500;
const SYMBOL_MS = 100;
const SYMBOLS = 5;

const SAMPLES_PER_MS = 8;
/** Periods that fit a packet exactly, so that each packet of a tone is the same. */
const toneHz = (digit: number): number => 400 + 150 * digit;
/** Without the borders, where the codec mixes two. */
const HEARD_MS = [25, 75] as const;
/** How far a recording's beginning may be from that of its leg. */
const MAX_OFFSET_MS = 1_000;
const OFFSET_STEP_MS = 20;
/** Of a later word, against the first. */
const MAX_DRIFT_MS = 20;

/** The payloads that the sender plays. */
export function senderAudio(): { readonly bytes: Buffer; readonly voices: number; readonly voicePackets: number } {
  const parts: Uint8Array[] = [];
  for (let digit = 0; digit < TONES; digit++) parts.push(encodeG711('PCMA', tone(toneHz(digit), PACKET_MS)));
  for (let voice = 0; voice < VOICES / 2; voice++) {
    const { caller, callee } = dialogue(VOICE_PACKETS * PACKET_MS, voice + 1);
    parts.push(encodeG711('PCMA', caller), encodeG711('PCMA', callee));
  }
  return { bytes: Buffer.concat(parts), voices: VOICES, voicePackets: VOICE_PACKETS };
}

/**
 * Whether a channel is all of what a leg sent, each word where it belongs; null, or what is wrong. The first word says where the
 * leg begins.
 */
export function wordsProblem(channel: Int16Array, leg: number, sentMs: number): string | null {
  const words = Math.floor((sentMs - WORD_AT_MS - SYMBOLS * SYMBOL_MS) / CYCLE_MS) + 1;
  let offset: number | null = null;
  for (let at = -MAX_OFFSET_MS; at <= MAX_OFFSET_MS && offset === null; at += OFFSET_STEP_MS) {
    if (isWord(channel, WORD_AT_MS + at, leg, 0)) offset = at;
  }
  if (offset === null) return 'its first word is missing';
  for (let word = 1; word < words; word++) {
    const at = offset + word * CYCLE_MS + WORD_AT_MS;
    const heard = [0, -MAX_DRIFT_MS, MAX_DRIFT_MS].some((drift) => isWord(channel, at + drift, leg, word));
    if (!heard) return `word ${word} is missing at ${at} ms`;
  }
  return null;
}

function isWord(channel: Int16Array, fromMs: number, leg: number, number: number): boolean {
  const word = (leg << 8) | (number & 0xff);
  for (let symbol = 0; symbol < SYMBOLS; symbol++) {
    const digit = (word >> (4 * (SYMBOLS - 1 - symbol))) & 0xf;
    const at = fromMs + symbol * SYMBOL_MS;
    if (loudestTone(channel, at + HEARD_MS[0], at + HEARD_MS[1]) !== digit) return false;
  }
  return true;
}

function loudestTone(channel: Int16Array, fromMs: number, untilMs: number): number | null {
  if (fromMs < 0) return null;
  const piece = channel.subarray(fromMs * SAMPLES_PER_MS, untilMs * SAMPLES_PER_MS);
  const levels = Array.from({ length: TONES }, (_, digit) => levelOf(toneHz(digit), piece));
  const loudest = Math.max(...levels);
  return loudest > 2_000 ? levels.indexOf(loudest) : null;
}
