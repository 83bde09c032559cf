import { expect, test } from 'vitest';
import { InterarrivalJitter } from './interarrival-jitter.ts';

const PACKETS = 500;
const FRAME_MS = 20;

/** Packets of 20 ms of which every second one is `lateMs` late. */
function jitterOf(clockRateHz: number, lateMs: number): number {
  const jitter = new InterarrivalJitter();
  const frame = (clockRateHz * FRAME_MS) / 1000;
  for (let at = 0; at < PACKETS; at++) {
    const ticks = (2 ** 32 - 10 * frame + at * frame) % 2 ** 32;
    jitter.add(ticks, 5000 + at * FRAME_MS + (at % 2) * lateMs, clockRateHz);
  }
  return jitter.ms;
}

test.each([8000, 16_000, 48_000])('of timestamps of %d Hz it is in ms, also where they wrap', (clockRateHz) => {
  expect(jitterOf(clockRateHz, 0)).toBeCloseTo(0, 9);
  expect(jitterOf(clockRateHz, 10)).toBeCloseTo(10, 6);
});

test('the first step of RFC 3550 §A.8: a sixteenth of the difference', () => {
  const jitter = new InterarrivalJitter();
  jitter.add(0, 0, 8000);
  jitter.add(160, 36, 8000);
  expect(jitter.ms).toBe(1);
});

test('a timestamp that jumps, another clock and a restart are no jitter', () => {
  const jitter = new InterarrivalJitter();
  jitter.add(0, 0, 8000);
  jitter.add(160, 60_000, 8000);
  jitter.add(960, 60_020, 48_000);
  jitter.restart();
  jitter.add(5_000_000, 60_140, 48_000);
  expect(jitter.ms).toBe(0);
});
