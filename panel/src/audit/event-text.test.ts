import { expect, it } from 'vitest';
import { formatDetail } from './event-text.ts';

const FORMATS = { service: (name: string) => `the ${name}`, units: (units: string) => `${units} times 30 days` };

it.each([
  [null, ''],
  [undefined, ''],
  ['a word', 'a word'],
  [{}, ''],
  [{ seats: 7, until: null }, 'seats: 7, until: null'],
  [{ plan: 'Premium', units: 2, service: 'push' }, 'the push, 2 times 30 days, plan: Premium'],
])('writes %j as %j', (detail, written) => {
  expect(formatDetail(detail, FORMATS, (name, value) => `${name}: ${value}`)).toBe(written);
});
