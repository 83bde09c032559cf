import { encodeG711 } from '../../src/wire/g711.ts';
import { dialogue } from '../../src/test-caller/index.ts';
import { hasWord, TONES, toneOf, WORD_MS, wordOf } from '../../test/kit/tone-words.ts';

/** As in sender.c. */
const VOICES = 8;
const VOICE_PACKETS = 3000;
const PACKET_MS = 20;
const CYCLE_MS = 10_000;
const WORD_AT_MS = 500;
/** How far a recording's beginning may be from that of its leg. */
const MAX_OFFSET_MS = 1_000;
const OFFSET_STEP_MS = 20;
/** Of a later word, against the first. */
const MAX_DRIFT_MS = 20;

/** The payloads that the sender plays. */
export function senderAudio(): { readonly bytes: Buffer; readonly voices: number; readonly voicePackets: number } {
  const parts: Uint8Array[] = [];
  for (let digit = 0; digit < TONES; digit++) parts.push(encodeG711('PCMA', toneOf(digit)));
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
  const words = Math.floor((sentMs - WORD_AT_MS - WORD_MS) / CYCLE_MS) + 1;
  let offset: number | null = null;
  for (let at = -MAX_OFFSET_MS; at <= MAX_OFFSET_MS && offset === null; at += OFFSET_STEP_MS) {
    if (hasWord(channel, WORD_AT_MS + at, wordOf(leg, 0))) offset = at;
  }
  if (offset === null) return 'its first word is missing';
  for (let word = 1; word < words; word++) {
    const at = offset + word * CYCLE_MS + WORD_AT_MS;
    const heard = [0, -MAX_DRIFT_MS, MAX_DRIFT_MS].some((drift) => hasWord(channel, at + drift, wordOf(leg, word)));
    if (!heard) return `word ${word} is missing at ${at} ms`;
  }
  return null;
}
