import { buffer } from 'node:stream/consumers';
import { type AudioSources, openAudio } from '../../src/archive/index.ts';
import { decodeRecording } from '../../test/kit/decoded-recording.ts';
import { callerOf } from './calls.ts';
import type { StoredRecording } from './stored-recordings.ts';
import { wordsProblem } from './tone-words.ts';

const DURATION_TOLERANCE_MS = 100;

export interface Sent {
  readonly first: number;
  readonly count: number;
  readonly seconds: number;
  /** These have no recording. */
  readonly refused: ReadonlySet<number>;
}

/** What is wrong: of every recording its length and flags, and of `decoded` of them, evenly chosen, its sound. */
export async function problemsOf(
  recordings: ReadonlyMap<string, StoredRecording>,
  { first, count, seconds, refused }: Sent,
  stores: AudioSources,
  decoded: number,
): Promise<string[]> {
  const problems: string[] = [];
  const every = Math.max(1, Math.floor(count / decoded));
  for (let at = 0; at < count; at++) {
    const call = first + at;
    if (refused.has(call)) continue;
    const recording = recordings.get(callerOf(call));
    const report = (problem: string): unknown => problems.push(`call ${call}: ${problem}`);
    if (recording === undefined) {
      report('it has no recording');
      continue;
    }
    const { durationMs, flags } = recording;
    if (Math.abs(durationMs - 1000 * seconds) > DURATION_TOLERANCE_MS) report(`it has ${durationMs} ms`);
    if (flags.length > 0) report(`flags ${flags.join(', ')}`);
    if (at % every !== 0) continue;
    const { caller, callee } = await decodeRecording(await buffer(await openAudio(stores, recording)));
    for (const [leg, channel] of [caller, callee].entries()) {
      const problem = wordsProblem(channel, 2 * call + leg, 1000 * seconds);
      if (problem !== null) report(`leg ${leg}: ${problem}`);
    }
  }
  return problems;
}
