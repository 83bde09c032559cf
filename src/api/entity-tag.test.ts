import { describe, expect, test } from 'vitest';
import { entityTag, namesTag, rangeStillValid } from './entity-tag.ts';

const tag = entityTag(Buffer.from('abcd', 'hex'));

test('entityTag is the hash in quotes', () => {
  expect(tag).toBe('"abcd"');
});

describe('namesTag', () => {
  test.each([
    [undefined, false],
    ['"abcd"', true],
    ['W/"abcd"', true],
    ['"other", "abcd"', true],
    ['*', true],
    ['"other"', false],
    ['abcd', false],
    ['', false],
  ])('%s', (header, expected) => {
    expect(namesTag(header, tag)).toBe(expected);
  });
});

describe('rangeStillValid', () => {
  test.each([
    [undefined, true],
    ['"abcd"', true],
    ['W/"abcd"', false],
    ['"other"', false],
    ['Tue, 10 Mar 2026 10:00:00 GMT', false],
  ])('%s', (header, expected) => {
    expect(rangeStillValid(header, tag)).toBe(expected);
  });
});
