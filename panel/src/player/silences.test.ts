import { expect, test } from 'vitest';
import { afterSilence, silencesOf } from './silences.ts';

const slices = (...spans: readonly (readonly [count: number, peak: number])[]) =>
  spans.flatMap(([count, peak]) => Array.from({ length: count }, () => peak));

test('a silence is where neither party is heard for two seconds, without its edges', () => {
  const caller = slices([10, 80], [30, 2], [10, 80], [19, 0], [31, 0]);
  const callee = slices([50, 3], [19, 0], [1, 60], [30, 0]);
  const silences = silencesOf({ sliceMs: 100, caller, callee });
  expect(silences).toEqual([
    { fromMs: 1300, untilMs: 3700 },
    { fromMs: 7300, untilMs: 9700 },
  ]);
  expect([1299, 1300, 3699, 3700].map((at) => afterSilence(silences, at))).toEqual([null, 3700, 3700, null]);
});
