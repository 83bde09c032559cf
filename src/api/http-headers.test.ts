import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attachment, entityTag, matchesTag, rangeStillValid, readByteRange } from './http-headers.ts';

describe('readByteRange', () => {
  test.each([
    [undefined, 'complete'],
    ['bytes=0-0', { start: 0, end: 1 }],
    ['bytes=2-5', { start: 2, end: 6 }],
    ['Bytes=2-', { start: 2, end: 10 }],
    ['bytes=2-99999999999999999999999', { start: 2, end: 10 }],
    ['bytes=-3', { start: 7, end: 10 }],
    ['bytes=-99', { start: 0, end: 10 }],
    ['bytes=9-', { start: 9, end: 10 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=99999999999999999999999-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-2', 'complete'],
    ['bytes=-', 'complete'],
    ['bytes=a-b', 'complete'],
    ['bytes=0-1,3-4', 'complete'],
    ['items=0-1', 'complete'],
    ['bytes=--1', 'complete'],
    ['bytes=1.5-2', 'complete'],
  ] as const)('%s of ten bytes', (header, expected) => {
    expect(readByteRange(header, 10)).toEqual(expected);
  });

  test('no range of an empty representation', () => {
    expect(readByteRange('bytes=0-', 0)).toBe('unsatisfiable');
    expect(readByteRange('bytes=-5', 0)).toBe('complete');
  });

  test('a range is always within the content and not empty', () => {
    const position = fc.option(fc.nat(300), { nil: '' });
    const header = fc.oneof(
      fc.tuple(position, position).map(([first, last]) => `bytes=${first}-${last}`),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(header, fc.nat(200), (text, sizeBytes) => {
        const answer = readByteRange(text, sizeBytes);
        if (typeof answer === 'string') return;
        expect(answer.start).toBeGreaterThanOrEqual(0);
        expect(answer.end).toBeGreaterThan(answer.start);
        expect(answer.end).toBeLessThanOrEqual(sizeBytes);
      }),
    );
  });
});

const tag = entityTag('abcd');

test('entityTag is the hash in quotes', () => {
  expect(tag).toBe('"abcd"');
});

describe('matchesTag', () => {
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
    expect(matchesTag(header, tag)).toBe(expected);
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

test('attachment gives the file name with unsafe characters replaced', () => {
  expect(attachment('2026-07-02_00-05-09_in_48512345678_withheld_2.mp3')).toBe(
    'attachment; filename="2026-07-02_00-05-09_in_48512345678_withheld_2.mp3"',
  );
  expect(attachment('a"; filename*=x\r\nSet-Cookie: b/../z.mp3')).toBe(
    'attachment; filename="a___filename__x__Set-Cookie__b_.._z.mp3"',
  );
});
