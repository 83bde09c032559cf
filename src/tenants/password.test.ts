import { expect, test } from 'vitest';
import { generatePassword, hashPassword, isPassword, NOBODYS_HASH } from './password.ts';

test('a password matches its own hash alone', async () => {
  const password = generatePassword();
  const hashed = await hashPassword(password);
  expect(await isPassword(password, hashed)).toBe(true);
  expect(await isPassword(generatePassword(), hashed)).toBe(false);
  expect(await isPassword(password, null)).toBe(false);
});

test('the work for an unknown login is that for a known one', async () => {
  const hashed = await hashPassword('x');
  expect(parameters(NOBODYS_HASH)).toBe(parameters(hashed));
  expect(shape(NOBODYS_HASH).slice(0, 4)).toEqual(shape(hashed).slice(0, 4));
  expect(shape(NOBODYS_HASH).at(-1)).toBe(shape(hashed).at(-1));
});

function parameters(hash: string): string {
  return hash.split('$').slice(0, 4).join('$');
}

function shape(hash: string): number[] {
  return hash.split('$').map((part) => part.length);
}
