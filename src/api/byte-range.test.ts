import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readByteRange } from './byte-range.ts';

describe('readByteRange', () => {
  test.each([
    [undefined, 'whole'],
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
    ['bytes=5-2', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=a-b', 'whole'],
    ['bytes=0-1,3-4', 'whole'],
    ['items=0-1', 'whole'],
    ['bytes=--1', 'whole'],
    ['bytes=1.5-2', 'whole'],
  ] as const)('%s of ten bytes', (header, expected) => {
    expect(readByteRange(header, 10)).toEqual(expected);
  });

  test('nothing of nothing', () => {
    expect(readByteRange('bytes=0-', 0)).toBe('unsatisfiable');
    expect(readByteRange('bytes=-5', 0)).toBe('whole');
  });

  test('whatever is asked, a part lies inside and is not empty', () => {
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
