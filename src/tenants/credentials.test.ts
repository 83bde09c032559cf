import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DUMMY_HASH, generatePassword, hashPassword, isPassword, loginCandidate, loginStem } from './credentials.ts';

describe('passwords', () => {
  test('a password matches only its own hash', async () => {
    const password = generatePassword();
    const hashed = await hashPassword(password);
    expect(await isPassword(password, hashed)).toBe(true);
    expect(await isPassword(generatePassword(), hashed)).toBe(false);
    expect(await isPassword(password, null)).toBe(false);
  });

  test('an unknown login costs the same work as a known one', async () => {
    const hashed = await hashPassword('x');
    expect(parameters(DUMMY_HASH)).toBe(parameters(hashed));
    expect(shape(DUMMY_HASH).slice(0, 4)).toEqual(shape(hashed).slice(0, 4));
    expect(shape(DUMMY_HASH).at(-1)).toBe(shape(hashed).at(-1));
  });
});

describe('a login', () => {
  test.each([
    ['Piekarnia Żółw Sp. z o.o.', 'piekarnia-zolw-sp-z-o-o'],
    ['ŁÓDŹ', 'lodz'],
    ['日本', 'klient'],
    ['A'.repeat(100), 'a'.repeat(24)],
  ])('%j becomes %j', (name, stem) => {
    expect(loginStem(name)).toBe(stem);
  });

  test('has only lower-case characters, digits and hyphens', () => {
    fc.assert(fc.property(fc.string(), (name) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(loginStem(name))));
  });

  test('the second and third login of a name are numbered', () => {
    expect([1, 2, 3].map((attempt) => loginCandidate('biuro', attempt))).toEqual(['biuro', 'biuro-2', 'biuro-3']);
  });
});

function parameters(hash: string): string {
  return hash.split('$').slice(0, 4).join('$');
}

function shape(hash: string): number[] {
  return hash.split('$').map((part) => part.length);
}
