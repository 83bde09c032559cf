import { setTimeout } from 'node:timers/promises';
import type { DecodedRecording } from '../decoded-recording.ts';
import { hasWord, WORD_MS } from '../tone-words.ts';
import type { SpokenCall } from './soak-call.ts';

/** What a kill costs at most, by default: a second of packets that are not synced, and what the kernel still had. */
const SYNCED_AFTER_MS = 2_000;
/** A busy machine's sender is late, and what comes after a jump is placed by its arrival. */
const MAX_OFFSET_MS = 200;
const STEP_MS = 20;
const OFFSETS = Array.from({ length: MAX_OFFSET_MS / STEP_MS + 1 }, (_, at) => at * STEP_MS).flatMap((ms) => [ms, -ms]);
/** So many lost packets make a word's tones doubtful. */
const MAX_LOST = 1;
const DURATION_TOLERANCE_MS = 250;

export interface StoredSoakCall {
  readonly durationMs: number;
  readonly flags: readonly string[];
  readonly sound: DecodedRecording;
}

export interface Interruption {
  readonly kind: 'killed' | 'stopped';
  /** On the clock of `performance.now`. */
  readonly at: number;
}

/** How far words were from their places, ms, and how many were found. */
export class Offsets {
  readonly found = new Map<number, number>();

  add(ms: number): void {
    this.found.set(ms, (this.found.get(ms) ?? 0) + 1);
  }
}

/**
 * Up to when, since its first packet, all of a call must be there; null: it may be missing. What ended a moment before a kill may be cut as
 * well: the end of a call is synced with its packets.
 */
export function keptMs(call: SpokenCall, interruption: Interruption | null): number | null {
  const spokenMs = call.endedAt - call.begunAt;
  if (interruption === null) return call.acknowledged ? spokenMs : null;
  const lostMs = interruption.kind === 'killed' ? SYNCED_AFTER_MS : DURATION_TOLERANCE_MS;
  const untilKill = interruption.at - lostMs - call.begunAt;
  if (untilKill >= spokenMs) return call.acknowledged ? spokenMs : null;
  return untilKill < SYNCED_AFTER_MS ? null : untilKill;
}

/** What is wrong with a call's recording. Goes on only when others had their turn: calls are being sent meanwhile. */
export async function soakProblems(
  call: SpokenCall,
  stored: StoredSoakCall,
  { kept, interruption }: { readonly kept: number; readonly interruption: Interruption | null },
  offsets: Offsets,
): Promise<string[]> {
  const problems: string[] = [];
  const spokenMs = call.endedAt - call.begunAt;
  const { durationMs, sound } = stored;
  // It ends with its last packet.
  const shortest = Math.max(...call.legs.map(({ packetEndsMs }) => packetEndsMs.findLast((end) => end <= kept) ?? 0));
  if (durationMs < shortest - DURATION_TOLERANCE_MS || durationMs > spokenMs + DURATION_TOLERANCE_MS)
    problems.push(`it has ${durationMs} ms of ${Math.round(spokenMs)}, ${shortest} at least`);
  problems.push(...flagProblems(call, stored.flags, interruption));
  const channels = [sound.caller, sound.callee];
  for (const [side, leg] of call.legs.entries()) {
    for (const { atMs, word } of call.words[side]!.words(leg.sentMs)) {
      await setTimeout();
      const at = Math.round(leg.spokenAtMs(atMs));
      if (leg.spokenAtMs(atMs + WORD_MS) > Math.min(kept, leg.spokenAtMs(leg.sentMs))) continue;
      const lost = leg.lostMs.filter(({ fromMs, untilMs }) => untilMs > atMs && fromMs < atMs + WORD_MS).length;
      if (lost > MAX_LOST) continue;
      const offset = OFFSETS.find((ms) => hasWord(channels[side]!, at + ms, word));
      if (offset === undefined) problems.push(`leg ${side} at ${at} ms: its word is missing`);
      else offsets.add(offset);
      if (hasWord(channels[1 - side]!, at + (offset ?? 0), word))
        problems.push(`leg ${side} at ${at} ms: on both channels`);
    }
  }
  return problems;
}

function flagProblems(call: SpokenCall, flags: readonly string[], interruption: Interruption | null): string[] {
  const cut = flags.includes('cut');
  const problems = flags.filter((flag) => flag !== 'cut').map((flag) => `flag ${flag}`);
  const touched = interruption !== null && interruption.at < call.endedAt + SYNCED_AFTER_MS;
  if (cut && !touched) problems.push('it is flagged as cut');
  // Its BYE may have been taken without an answer, just before the stop.
  const ended = interruption !== null && interruption.at > call.endedAt;
  if (!cut && !call.acknowledged && !ended) problems.push('it is not flagged as cut');
  return problems;
}
