import { expect, test } from 'vitest';
import { contrast, contrastWithWhite, MIN_CONTRAST } from './contrast.ts';

test('the ratios are those of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#ffffff', '#ffffff')).toBe(1);
  // The examples at the edge of AA: the lightest gray on white that passes, and the next one.
  expect(contrastWithWhite('#767676')).toBeGreaterThanOrEqual(MIN_CONTRAST);
  expect(contrastWithWhite('#777777')).toBeLessThan(MIN_CONTRAST);
  expect(contrastWithWhite('#ffcc00')).toBeCloseTo(1.5, 1);
});
