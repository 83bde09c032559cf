import { expect, test } from 'vitest';
import { recordedPauses } from './pauses.ts';

const legs = [
  { leg: 0, channel: 'caller' },
  { leg: 1, channel: 'callee' },
] as const;
const audio = { startedAt: 1_000.4, durationMs: 10_000 };

test('pauses are listed with whose voice is missing and where in the audio', () => {
  const pauses = [
    { leg: 1, from: 3_000, until: 5_000 },
    { leg: 0, from: 4_000, until: 4_500 },
  ];
  expect(recordedPauses({ description: { pauses }, legs, endedAt: 20_000 }, audio)).toEqual([
    { channel: 'callee', from: 3_000, until: 5_000, fromMs: 2_000, untilMs: 4_000 },
    { channel: 'caller', from: 4_000, until: 4_500, fromMs: 3_000, untilMs: 3_500 },
  ]);
});

test('one from before the first sound, and one that did not end before the call', () => {
  const pauses = [
    { leg: 0, from: 0, until: 2_000 },
    { leg: 0, from: 9_000, until: null },
  ];
  const listed = recordedPauses({ description: { pauses }, legs, endedAt: 20_000 }, audio);
  expect(listed.map(({ fromMs, until, untilMs }) => [fromMs, until, untilMs])).toEqual([
    [0, 2_000, 1_000],
    [8_000, 20_000, 10_000],
  ]);
});

test('a call without pauses lists none', () => {
  expect(recordedPauses({ description: {}, legs, endedAt: 1 }, audio)).toEqual([]);
});
