import { expect, it } from 'vitest';
import { detailText } from './detail-text.ts';

it.each([
  [null, ''],
  [undefined, ''],
  ['a word', 'a word'],
  [{}, ''],
  [{ plan: 'Premium', units: 2, until: null }, 'plan: Premium, units: 2, until: null'],
])('writes %j as %j', (detail, written) => {
  expect(detailText(detail)).toBe(written);
});
