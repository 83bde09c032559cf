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
