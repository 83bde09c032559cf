import { expect, it } from 'vitest';
import { isEmail } from './email.ts';

it.each([
  ['anna@firma.example', true],
  [' anna.nowak@poczta.firma.example ', true],
  ['anna', false],
  ['anna@firma', false],
  ['anna nowak@firma.example', false],
  ['', false],
])('%j can be an e-mail address: %s', (text, can) => {
  expect(isEmail(text)).toBe(can);
});
