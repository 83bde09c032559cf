// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest';
import { positionOf, rememberPosition } from './positions.ts';

const NOW = 1_700_000_000_000;
const stop = (recordingId: string, seconds: number, now = NOW) =>
  rememberPosition('anna', { recordingId, seconds, durationSeconds: 600 }, now);

beforeEach(() => localStorage.clear());

test('a position is of one user and one recording, and ends with the recording', () => {
  stop('a', 61.27);
  stop('b', 30);
  expect([positionOf('anna', 'a', NOW), positionOf('anna', 'b', NOW), positionOf('jan', 'a', NOW)]).toEqual([
    61.3, 30, 0,
  ]);
  expect(positionOf('anna', 'a', NOW + 41 * 86_400_000)).toBe(0);
  stop('a', 598);
  expect(positionOf('anna', 'a', NOW)).toBe(0);
});

test('no more than 200 are kept, and what is damaged is nothing', () => {
  for (let index = 0; index < 250; index++) stop(`r${index}`, 100);
  expect([positionOf('anna', 'r49', NOW), positionOf('anna', 'r50', NOW)]).toEqual([0, 100]);
  for (const text of ['{', '{"a":1}', '[["a"],["a","x",1],["a",-1,1]]']) {
    localStorage.setItem('fonoteka.positions.anna', text);
    expect(positionOf('anna', 'a', NOW)).toBe(0);
  }
});
