import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { newId, type RecordingId } from '../base/ids.ts';
import { newDataKey, unwrapDataKey, wrapDataKey } from './data-key.ts';

const ID = newId<RecordingId>(Date.now());
const WRAPPING_KEY = randomBytes(32);
const DATA_KEY = newDataKey();
const damaged = expect.objectContaining({ code: 'recording-damaged' });

test('a wrapped key can be unwrapped', () => {
  const wrapped = wrapDataKey(WRAPPING_KEY, DATA_KEY, ID);
  expect(wrapped).toHaveLength(61);
  expect(unwrapDataKey(WRAPPING_KEY, wrapped, ID)).toEqual(DATA_KEY);
});

test('wrapped twice it is different bytes', () => {
  expect(wrapDataKey(WRAPPING_KEY, DATA_KEY, ID)).not.toEqual(wrapDataKey(WRAPPING_KEY, DATA_KEY, ID));
});

test('can be unwrapped neither for another recording nor by another key', () => {
  const wrapped = wrapDataKey(WRAPPING_KEY, DATA_KEY, ID);
  expect(() => unwrapDataKey(WRAPPING_KEY, wrapped, newId<RecordingId>(Date.now()))).toThrow(damaged);
  expect(() => unwrapDataKey(randomBytes(32), wrapped, ID)).toThrow(damaged);
});

test('any changed bit and any other length is detected', () => {
  const wrapped = wrapDataKey(WRAPPING_KEY, DATA_KEY, ID);
  for (let bit = 0; bit < wrapped.length * 8; bit++) {
    const changed = Buffer.from(wrapped);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => unwrapDataKey(WRAPPING_KEY, changed, ID)).toThrow(damaged);
  }
  for (let length = 0; length < wrapped.length; length++) {
    expect(() => unwrapDataKey(WRAPPING_KEY, wrapped.subarray(0, length), ID)).toThrow(damaged);
  }
});
