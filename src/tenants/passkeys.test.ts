import { expect, test } from 'vitest';
import { relyingPartyOf } from './passkeys.ts';

test.each([
  ['https://panel.example:8443', { id: 'panel.example', origin: 'https://panel.example:8443' }],
  ['http://localhost:8080', { id: 'localhost', origin: 'http://localhost:8080' }],
  ['http://panel.example', null],
  ['https://192.0.2.1', null],
  ['https://[2001:db8::1]', null],
])('at %s passkeys are valid for %j', (url, party) => {
  expect(relyingPartyOf(url)).toEqual(party);
});
