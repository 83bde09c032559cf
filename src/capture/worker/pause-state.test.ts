import { expect, test } from 'vitest';
import { PauseState } from './pause-state.ts';

test('what waits in the socket from before a pause is kept, what came since is not; the reverse when it is resumed', () => {
  const pause = new PauseState();
  pause.change({ paused: true, at: 1000 });
  expect([999.9, 1000, 1010].map((at) => pause.isPausedAt(at))).toEqual([false, true, true]);
  pause.drained();
  pause.change({ paused: false, at: 2000 });
  expect([1999.9, 2000, 2010].map((at) => pause.isPausedAt(at))).toEqual([true, false, false]);
});

test('a pause and its end between two drains', () => {
  const pause = new PauseState();
  pause.change({ paused: true, at: 1000 });
  pause.change({ paused: false, at: 1040 });
  expect(pause.paused).toBe(false);
  expect([990, 1010, 1030, 1050].map((at) => pause.isPausedAt(at))).toEqual([false, true, true, false]);
});

test('a clock that is set back does not undo a pause', () => {
  const pause = new PauseState();
  pause.change({ paused: true, at: 1_000_000 });
  pause.drained();
  expect(pause.isPausedAt(400)).toBe(true);
  expect(pause.settled).toBe(true);
});

test('a repeated pause changes nothing', () => {
  const pause = new PauseState();
  pause.change({ paused: true, at: 1000 });
  pause.change({ paused: true, at: 3000 });
  expect(pause.isPausedAt(2000)).toBe(true);
});
