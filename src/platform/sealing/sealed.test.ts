import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { sealed, unsealed } from './index.ts';

const KEY = randomBytes(32);
const SECRET = Buffer.from('hasło');

test('what is sealed opens by its key for its owner', () => {
  const stored = sealed(KEY, SECRET, 'piekarnia');
  expect(stored.includes(SECRET)).toBe(false);
  expect(unsealed(KEY, stored, 'piekarnia')).toEqual(SECRET);
  expect(sealed(KEY, SECRET, 'piekarnia')).not.toEqual(stored);
});

test('for nobody else, by no other key, and not when a byte has changed', () => {
  const stored = sealed(KEY, SECRET, 'piekarnia');
  expect(unsealed(KEY, stored, 'apteka')).toBeNull();
  expect(unsealed(randomBytes(32), stored, 'piekarnia')).toBeNull();
  for (let index = 0; index < stored.length; index++) {
    const changed = Buffer.from(stored);
    changed[index]! ^= 1;
    expect(unsealed(KEY, changed, 'piekarnia')).toBeNull();
    expect(unsealed(KEY, stored.subarray(0, index), 'piekarnia')).toBeNull();
  }
});
