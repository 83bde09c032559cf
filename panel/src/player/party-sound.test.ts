import { expect, test } from 'vitest';
import { AS_RECORDED, gainsOf } from './party-sound.ts';

const muted = { volume: 1, muted: true };

test('each party has its side; one that is heard alone has both', () => {
  expect(gainsOf(AS_RECORDED)).toEqual({ caller: { left: 1, right: 0 }, callee: { left: 0, right: 1 } });
  expect(gainsOf({ ...AS_RECORDED, callee: muted })).toEqual({
    caller: { left: 1, right: 1 },
    callee: { left: 0, right: 0 },
  });
  expect(gainsOf({ caller: { volume: 0, muted: false }, callee: { volume: 2, muted: false } })).toEqual({
    caller: { left: 0, right: 0 },
    callee: { left: 2, right: 2 },
  });
  expect(gainsOf({ caller: muted, callee: muted }).callee).toEqual({ left: 0, right: 0 });
});
