import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Resampler } from './resampler.ts';

const OUTPUT_RATE_HZ = 8000;
/** Where the filter does not have all its input yet, or no more. */
const EDGE = 100;

function tone(frequencyHz: number, rateHz: number, seconds = 0.5): Float32Array {
  return Float32Array.from({ length: rateHz * seconds }, (_, at) =>
    Math.sin((2 * Math.PI * frequencyHz * at) / rateHz),
  );
}

function resampled(samples: Float32Array, rateHz: number, pieces: readonly number[] = []): number[] {
  const resampler = new Resampler(rateHz);
  const output: number[] = [];
  let at = 0;
  for (const length of [...pieces, samples.length]) {
    output.push(...resampler.push(samples.subarray(at, at + length)));
    at = Math.min(samples.length, at + length);
  }
  return [...output, ...resampler.end()];
}

function decibels(samples: readonly number[]): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return 10 * Math.log10(power + 1e-20);
}

const middle = (samples: readonly number[]): number[] => samples.slice(EDGE, -EDGE);
const FULL_TONE_DB = decibels([...tone(1000, OUTPUT_RATE_HZ)]);

describe.each([8000, 11_025, 16_000, 22_050, 32_000, 44_056, 44_100, 48_000])('from %i Hz', (rateHz) => {
  test.each([100, 1000, 3000, 3400])('a tone of %i Hz stays what and where it is', (frequencyHz) => {
    const heard = middle(resampled(tone(frequencyHz, rateHz), rateHz));
    const wanted = middle([...tone(frequencyHz, OUTPUT_RATE_HZ)]);
    const error = wanted.map((sample, at) => heard[at]! - sample);
    expect(decibels(heard) - FULL_TONE_DB).toBeCloseTo(0, 1);
    expect(decibels(error) - FULL_TONE_DB).toBeLessThan(-60);
  });

  test('the length is the same', () => {
    for (const seconds of [0, 0.01, 0.25, 1]) {
      const samples = tone(500, rateHz, seconds);
      expect(resampled(samples, rateHz)).toHaveLength(Math.ceil((samples.length * OUTPUT_RATE_HZ) / rateHz));
    }
  });
});

describe.each([16_000, 44_100, 48_000])('from %i Hz', (rateHz) => {
  test.each([4100, 5000, 7000, 7900, 12_000, 20_000].filter((hz) => hz < rateHz / 2))(
    'nothing of a tone of %i Hz folds back',
    (frequencyHz) => {
      const heard = middle(resampled(tone(frequencyHz, rateHz), rateHz));
      expect(decibels(heard) - FULL_TONE_DB).toBeLessThan(-70);
    },
  );
});

test('the output in pieces equals the output at once', () => {
  const samples = Float32Array.from({ length: 3000 }, (_, at) => Math.sin(at * at));
  fc.assert(
    fc.property(fc.constantFrom(8000, 16_000, 44_100), fc.array(fc.nat(800), { maxLength: 10 }), (rateHz, pieces) => {
      expect(resampled(samples, rateHz, pieces)).toEqual(resampled(samples, rateHz));
    }),
    { numRuns: 30 },
  );
});
