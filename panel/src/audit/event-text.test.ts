import { expect, it } from 'vitest';
import { formatDetail, inWords } from './event-text.ts';

const FORMATS = { service: (name: string) => `the ${name}`, units: (units: string) => `${units} times 30 days` };

it.each([
  [null, ''],
  [undefined, ''],
  ['a word', 'a word'],
  [{}, ''],
  [{ seats: 7, until: null }, 'seats: 7, until: null'],
  [{ days: [1, 5], events: [] }, 'days: 1 5, events: –'],
  [{ plan: 'Premium', units: 2, service: 'push' }, 'the push, 2 times 30 days, plan: Premium'],
])('writes %j as %j', (detail, written) => {
  expect(formatDetail(detail, FORMATS, (name, value) => `${name}: ${value}`)).toBe(written);
});

it.each([
  ['agent', 'konsultant'],
  ['agent → admin', 'konsultant → admin'],
  ['listen agent', 'odsłuch, konsultant'],
  ['listen to me', 'listen to me'],
  ['', ''],
])('writes the value %j as %j', (value, written) => {
  const words: Readonly<Record<string, string>> = { agent: 'konsultant', listen: 'odsłuch' };
  expect(inWords(value, (one) => words[one] ?? null)).toBe(written);
});
