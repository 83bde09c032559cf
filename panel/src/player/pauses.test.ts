import { expect, it } from 'vitest';
import { pausesOf } from './pauses.ts';

const pause = (channel: 'caller' | 'callee' | 'mixed', fromMs: number, untilMs: number) => ({
  channel,
  fromMs,
  untilMs,
  from: '',
  until: '',
});
const recording = {
  durationMs: 10_000,
  pauses: [
    pause('caller', 1000, 2000),
    pause('callee', 1500, 3000),
    pause('mixed', 5000, 6000),
    pause('caller', 10_000, 10_000),
  ],
};

it('marks the pauses of a lane, and those of a stream with both voices', () => {
  const marked = pausesOf(recording, 'callee');
  expect(marked.map(({ left, width }) => [left, width])).toEqual([
    ['15%', '15%'],
    ['50%', '10%'],
  ]);
});

it('joins pauses that overlap where both voices are one lane', () => {
  const spans = pausesOf(recording, 'both').map(({ fromMs, untilMs }) => [fromMs, untilMs]);
  expect(spans).toEqual([
    [1000, 3000],
    [5000, 6000],
  ]);
});
