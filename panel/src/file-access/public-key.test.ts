import { expect, it } from 'vitest';
import { publicKeyError } from './public-key.ts';

it.each([
  ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 nas@biuro', null],
  ['  ecdsa-sha2-nistp256 AAAAE2VjZHNh==\n', null],
  ['ssh-rsa AAAAB3Nz Anna Nowak, dom', null],
  ['', 'publicKeyWrong'],
  ['AAAAC3NzaC1lZDI1NTE5', 'publicKeyWrong'],
  ['---- BEGIN SSH2 PUBLIC KEY ----\nAAAA', 'publicKeyWrong'],
  ['ssh-rsa AAAA\nssh-rsa BBBB', 'publicKeyWrong'],
  ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz', 'privateKey'],
  ['PuTTY-User-Key-File-3: ssh-ed25519', 'privateKey'],
])('%s', (text, error) => {
  expect(publicKeyError(text)).toBe(error);
});
