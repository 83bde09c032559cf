import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { loginCandidate, loginStem } from './login-name.ts';

test.each([
  ['Piekarnia Żółw Sp. z o.o.', 'piekarnia-zolw-sp-z-o-o'],
  ['ŁÓDŹ', 'lodz'],
  ['日本', 'klient'],
  ['A'.repeat(100), 'a'.repeat(24)],
])('%j makes %j', (name, stem) => {
  expect(loginStem(name)).toBe(stem);
});

test('is always a plain word, whatever the name', () => {
  fc.assert(fc.property(fc.string(), (name) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(loginStem(name))));
});

test('the second and third of a name are numbered', () => {
  expect([1, 2, 3].map((attempt) => loginCandidate('biuro', attempt))).toEqual(['biuro', 'biuro-2', 'biuro-3']);
});
