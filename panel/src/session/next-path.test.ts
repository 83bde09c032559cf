import { expect, it } from 'vitest';
import { nextPath } from './next-path.ts';

it.each([
  ['/account/calls?number=512', '/account/calls?number=512'],
  [undefined, '/'],
  ['//elsewhere.example', '/'],
  ['/\\elsewhere.example', '/'],
  ['https://elsewhere.example/', '/'],
  ['javascript:alert(1)', '/'],
])('after signing in with next=%s goes to %s', (asked, path) => {
  expect(nextPath(asked)).toBe(path);
});
