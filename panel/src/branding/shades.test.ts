import { expect, test } from 'vitest';
import { contrast, readableOn, shadesOf } from './shades.ts';

/** Of the panel's dark scheme: page and surface. */
const DARK = ['#131820', '#1a212c'];

test.each(['#2f4ea3', '#7a1f3d', '#0b6b3a', '#000000', '#767676'])('%s has ten shades that can be read', (colour) => {
  const shades = shadesOf(colour);
  expect(shades).toHaveLength(10);
  expect(shades[7]).toBe(colour);
  // White on buttons, text on white, on its own lightest shade.
  expect(contrast(shades[7], '#ffffff')).toBeGreaterThanOrEqual(4.5);
  expect(contrast(shades[9], shades[0])).toBeGreaterThanOrEqual(4.5);
  for (const page of DARK) expect(contrast(readableOn(colour, page), page)).toBeGreaterThanOrEqual(4.5);
});

test('a colour that can be read already stays', () => {
  expect(readableOn('#97afe3', '#131820')).toBe('#97afe3');
});
