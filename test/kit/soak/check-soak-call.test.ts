import { expect, test } from 'vitest';
import { decodeG711 } from '../../../src/wire/g711.ts';
import { Offsets, soakProblems } from './check-soak-call.ts';
import type { FaultyLeg } from './faulty-leg.ts';
import type { SpokenCall } from './soak-call.ts';
import { silence, SpokenWords } from './spoken-words.ts';

const MS = 6_000;
const SAMPLES_PER_MS = 8;

const words = [new SpokenWords(14, 0), new SpokenWords(15, 1)];
const call: SpokenCall = {
  number: 7,
  caller: '+48513000007',
  fault: 'none',
  legs: words.map(
    () => ({ sentMs: MS, lostMs: [], packetEndsMs: [MS], spokenAtMs: (ms: number) => ms }) as unknown as FaultyLeg,
  ),
  words,
  begunAt: 0,
  endedAt: MS,
  acknowledged: true,
};

const soundOf = (party: SpokenWords): Int16Array =>
  Int16Array.from(
    Array.from({ length: MS / 20 }, (_, at) => [
      ...decodeG711('PCMA', party.payload('PCMA', at * 20, 20) ?? silence('PCMA', 20)),
    ]).flat(),
  );

function problemsOf(change: (channels: Int16Array[]) => void, flags: string[] = [], acknowledged = true) {
  const channels = words.map(soundOf);
  change(channels);
  const [caller, callee] = channels as [Int16Array, Int16Array];
  const stored = { durationMs: MS, flags, sound: { durationMs: MS, caller, callee } };
  return soakProblems({ ...call, acknowledged }, stored, { kept: MS, interruption: null }, new Offsets());
}

test('a recording with all that was said is right', async () => {
  expect(await problemsOf(() => {})).toEqual([]);
});

test('the check of a soak finds what is missing, moved, doubled, on the wrong channel, or flagged', async () => {
  const silent = await problemsOf(([caller]) => caller!.fill(0, 2_300 * SAMPLES_PER_MS, 2_700 * SAMPLES_PER_MS));
  expect(silent).toEqual(['leg 0 at 2300 ms: its word is missing']);
  const moved = await problemsOf(([, callee]) => callee!.copyWithin(250 * SAMPLES_PER_MS, 0));
  expect(moved).toHaveLength(3);
  const swapped = await problemsOf((channels) => channels.reverse());
  expect(swapped.filter((problem) => problem.includes('missing'))).toHaveLength(6);
  const both = await problemsOf(([caller, callee]) => callee!.set(caller!));
  expect(both.filter((problem) => problem.includes('both channels'))).toHaveLength(3);
  expect(await problemsOf(() => {}, ['cut', 'damaged'])).toEqual(['flag damaged', 'it is flagged as cut']);
  expect(await problemsOf(() => {}, [], false)).toEqual(['it is not flagged as cut']);
});
