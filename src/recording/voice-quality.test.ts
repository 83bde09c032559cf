import { expect, test } from 'vitest';
import { effectiveImpairment, estimateMos, gradeOf, mosOfRating } from './voice-quality.ts';

test.each([
  // ITU-T G.107 annex B, table B.1: R and MOS.
  [0, 1],
  [50, 2.58],
  [60, 3.1],
  [70, 3.6],
  [80, 4.02],
  [90, 4.34],
  [93.2, 4.41],
  [100, 4.5],
])('a rating of %d is a MOS of %d', (rating, mos) => {
  expect(mosOfRating(rating)).toBeCloseTo(mos, 1);
});

test.each([
  [{ ie: 0, bpl: 4.3 }, 0, 0],
  [{ ie: 0, bpl: 4.3 }, 1, 95 / 5.3],
  [{ ie: 11, bpl: 19 }, 2, 11 + (84 * 2) / 21],
])('%j with %d %% loss impairs by %d', (codec, lossPercent, impairment) => {
  expect(effectiveImpairment(codec, lossPercent)).toBeCloseTo(impairment, 9);
});

test.each([
  ['PCMA', 3000, 0, 4.41, 'good'],
  ['PCMA', 2970, 30, 3.83, 'fair'],
  ['PCMU', 950, 50, 2.17, 'poor'],
  ['G729', 3000, 0, 4.1, 'good'],
  ['GSM', 3000, 0, 3.75, 'fair'],
  ['OPUS', 0, 3000, 1, 'poor'],
] as const)('%s with %d packets and %d lost: %d', (codec, packets, lost, mos, grade) => {
  const estimated = estimateMos({ codec, packets, lost })!;
  expect(estimated).toBeCloseTo(mos, 1);
  expect(gradeOf(estimated)).toBe(grade);
});

test('nothing is said of too little, or of a codec without known impairment', () => {
  expect(estimateMos({ codec: 'PCMA', packets: 49, lost: 0 })).toBeNull();
  expect(estimateMos({ codec: 'SPEEX', packets: 3000, lost: 0 })).toBeNull();
  expect(estimateMos({ codec: null, packets: 0, lost: 0 })).toBeNull();
});
