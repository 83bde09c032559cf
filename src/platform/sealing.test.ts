import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { sealSecret, unsealSecret } from './sealing.ts';

const KEY = randomBytes(32);
const SECRET = Buffer.from('hasło');

test('the same key and owner open a sealed secret', () => {
  const stored = sealSecret(KEY, SECRET, 'piekarnia');
  expect(stored.includes(SECRET)).toBe(false);
  expect(unsealSecret(KEY, stored, 'piekarnia')).toEqual(SECRET);
  expect(sealSecret(KEY, SECRET, 'piekarnia')).not.toEqual(stored);
});

test('another owner or key, or a changed byte, does not open it', () => {
  const stored = sealSecret(KEY, SECRET, 'piekarnia');
  expect(unsealSecret(KEY, stored, 'apteka')).toBeNull();
  expect(unsealSecret(randomBytes(32), stored, 'piekarnia')).toBeNull();
  for (let index = 0; index < stored.length; index++) {
    const changed = Buffer.from(stored);
    changed[index]! ^= 1;
    expect(unsealSecret(KEY, changed, 'piekarnia')).toBeNull();
    expect(unsealSecret(KEY, stored.subarray(0, index), 'piekarnia')).toBeNull();
  }
});
