import { expect, test } from 'vitest';
import { WaveformBuilder } from './waveform.ts';

const MS = 8;

test('the waveform is the same in pieces of any length', () => {
  const sound = Int16Array.from({ length: 1000 * MS }, (_, at) => (at % 3001) * 10);
  const silence = new Int16Array(sound.length);
  const once = new WaveformBuilder(8000);
  once.push(sound, silence);
  const pieces = new WaveformBuilder(8000);
  for (let at = 0; at < sound.length; at += 77) pieces.push(sound.subarray(at, at + 77), silence.subarray(at, at + 77));
  expect(pieces.waveform).toEqual(once.waveform);
  expect(once.waveform.caller.length).toBe(50);
});

test('full scale of either sign is 255', () => {
  const peaks = new WaveformBuilder(8000);
  peaks.push(Int16Array.of(-32768), Int16Array.of(32767));
  expect(peaks.waveform).toEqual({ sliceMs: 20, caller: [255], callee: [255] });
});

test('a long call gets a coarser waveform, not a longer one; its peak keeps its position', () => {
  const peaks = new WaveformBuilder(8000);
  const second = new Int16Array(1000 * MS);
  const loud = second.slice().fill(12_800, 0, 100);
  const hours = 8;
  for (let at = 0; at < hours * 3600; at++) peaks.push(at === 3600 ? loud : second, second);
  const { sliceMs, caller, callee } = peaks.waveform;
  expect(sliceMs).toBe(20 * 1024);
  expect(caller.length).toBe(Math.ceil((hours * 3_600_000) / sliceMs));
  expect(callee.length).toBe(caller.length);
  expect(caller.findIndex((peak) => peak === 100)).toBe(Math.floor(3_600_000 / sliceMs));
});

const sound = (ms: number, sample: number) => new Int16Array(ms * MS).fill(sample);

test('talk is voice with the pauses between words; silence is where nobody is heard for longer', () => {
  const peaks = new WaveformBuilder(8000);
  const both = (ms: number, caller: number, callee: number) => peaks.push(sound(ms, caller), sound(ms, callee));
  both(1000, 0, 300);
  both(600, 4000, 0);
  both(400, 0, 0);
  both(200, -4000, 0);
  both(3000, 0, 100);
  both(500, 3000, 5000);
  both(1500, 0, 0);
  expect(peaks.talkTime).toEqual({ callerMs: 1700, calleeMs: 500, silenceMs: 5500, longestSilenceMs: 3000 });
  expect(new WaveformBuilder(8000).talkTime).toEqual({
    callerMs: 0,
    calleeMs: 0,
    silenceMs: 0,
    longestSilenceMs: 0,
  });
});
