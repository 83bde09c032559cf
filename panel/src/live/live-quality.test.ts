import { expect, it } from 'vitest';
import type { LiveParty } from './live-feed.ts';
import { liveQuality, loudnessWord, meterShare, worse } from './live-quality.ts';

const party = (packets: number, lost: number, jitterMs = 2): LiveParty => ({
  dbfs: -20,
  isLevelUnknown: false,
  codec: 'PCMA',
  packets,
  lost,
  jitterMs,
});

it('is that of the last seconds, not of the whole call', () => {
  expect(liveQuality(party(1500, 100), party(1000, 100))).toMatchObject({ grade: 'good', lostPercent: 0 });
  expect(liveQuality(party(1490, 110), party(1000, 100))).toMatchObject({ grade: 'fair', lostPercent: 2 });
  expect(liveQuality(party(1450, 150), party(1000, 100)).grade).toBe('poor');
  expect(liveQuality(party(500, 0, 40), null).grade).toBe('fair');
  expect(liveQuality(party(500, 0, 80), null).grade).toBe('poor');
});

it('waits where nothing comes, and begins again with another stream', () => {
  expect(liveQuality(party(1000, 3), party(1000, 3)).grade).toBe('waiting');
  expect(liveQuality(party(50, 0), party(1000, 100))).toMatchObject({ grade: 'good', lostPercent: 0 });
  expect(worse('waiting', 'fair')).toBe('fair');
  expect(worse('poor', 'good')).toBe('poor');
});

it('has a word and a length for each level', () => {
  expect([-90, -40, -20, -5].map(loudnessWord)).toEqual(['silent', 'quiet', 'speaking', 'loud']);
  expect([-90, -60, -30, 0].map(meterShare)).toEqual([0, 0, 0.5, 1]);
});
