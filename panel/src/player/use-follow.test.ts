import { expect, test } from 'vitest';
import { jumpFrom, nextLoop } from './use-follow.ts';

test('the first press sets the beginning, the second the end, the third none', () => {
  const first = nextLoop(null, 3000);
  expect(first).toEqual({ fromMs: 3000, untilMs: null });
  expect(nextLoop(first, 5000)).toEqual({ fromMs: 3000, untilMs: 5000 });
  // In whatever order, and not shorter than half a second.
  expect(nextLoop(first, 1000)).toEqual({ fromMs: 1000, untilMs: 3000 });
  expect(nextLoop(first, 3000)).toEqual({ fromMs: 3000, untilMs: 3500 });
  expect(nextLoop({ fromMs: 3000, untilMs: 5000 }, 4000)).toBeNull();
});

test('from the end of a loop playback goes on at its beginning; silences are skipped', () => {
  const loop = { fromMs: 1000, untilMs: 2000 };
  const silences = [{ fromMs: 500, untilMs: 900 }];
  expect([499, 500, 1999, 2000].map((at) => jumpFrom(at, { loop, silences }))).toEqual([null, 900, null, 1000]);
  expect(jumpFrom(9000, { loop: { fromMs: 1000, untilMs: null }, silences })).toBeNull();
});
