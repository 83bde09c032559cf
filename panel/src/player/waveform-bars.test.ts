import { describe, expect, it } from 'vitest';
import { barsPath, fullScale, loudestOf } from './waveform-bars.ts';

describe('loudestOf', () => {
  it('returns the maximum of each part', () => {
    expect(loudestOf([1, 9, 2, 3, 8, 0], 3)).toEqual([9, 3, 8]);
  });

  it('repeats peaks if there are fewer peaks than bars', () => {
    expect(loudestOf([5, 7], 4)).toEqual([5, 5, 7, 7]);
  });

  it('returns zeros without peaks', () => {
    expect(loudestOf([], 2)).toEqual([0, 0]);
  });

  it('handles the peaks of an hour', () => {
    const hour = Array.from({ length: 180_000 }, (_, index) => index % 200);
    expect(loudestOf(hour, 100)).toEqual(Array(100).fill(199));
  });
});

it('scales both channels by their maximum, and does not amplify silence', () => {
  expect(fullScale([[10, 200], [50]])).toBe(200);
  expect(fullScale([[1, 2], [0]])).toBe(32);
  expect(fullScale([Array(300_000).fill(7)])).toBe(32);
});

it('draws one centred stroke per bar', () => {
  expect(barsPath([100, 50, 0], 100)).toBe('M0.5 0.000v1.000M1.5 0.250v0.500M2.5 0.480v0.040');
});
