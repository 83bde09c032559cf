import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { Playbacks } from './recordings.ts';

test('a playback is new until its first update, and again after it was idle for long', () => {
  const clock = new ManualClock();
  const playbacks = new Playbacks(clock);
  expect(playbacks.isNew('anna 1')).toBe(true);
  expect(playbacks.isNew('anna 1')).toBe(true);
  for (let range = 0; range < 10; range += 1) {
    playbacks.update('anna 1');
    clock.advance(10 * 60_000);
    expect(playbacks.isNew('anna 1')).toBe(false);
  }
  expect(playbacks.isNew('anna 2')).toBe(true);
  expect(playbacks.isNew('jan 1')).toBe(true);
  clock.advance(1);
  expect(playbacks.isNew('anna 1')).toBe(true);
});

test('the playback idle longest is dropped first', () => {
  const playbacks = new Playbacks(new ManualClock());
  playbacks.update('first');
  for (let other = 0; other < 19_999; other += 1) playbacks.update(`other ${other}`);
  playbacks.update('first');
  playbacks.update('one more');
  expect(playbacks.isNew('other 0')).toBe(true);
  expect(playbacks.isNew('first')).toBe(false);
});
