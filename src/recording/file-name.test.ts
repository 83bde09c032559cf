import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DIRECTIONS } from './call-description.ts';
import { recordingFileName, recordingPath } from './file-name.ts';

const call = {
  startedAt: Date.parse('2026-07-01T22:05:09Z'),
  direction: 'inbound',
  caller: '+48512345678',
  callee: '+48221234567',
} as const;

describe('recordingFileName', () => {
  test('is date, time in Warsaw, direction, caller, callee', () => {
    expect(recordingFileName(call)).toBe('2026-07-02_00-05-09_in_48512345678_48221234567.mp3');
    expect(recordingFileName({ ...call, direction: 'outbound', callee: '112' })).toBe(
      '2026-07-02_00-05-09_out_48512345678_112.mp3',
    );
    expect(recordingFileName({ ...call, direction: 'internal', caller: '101', callee: '102' })).toBe(
      '2026-07-02_00-05-09_internal_101_102.mp3',
    );
    expect(recordingFileName({ ...call, caller: null })).toBe('2026-07-02_00-05-09_in_withheld_48221234567.mp3');
  });

  test('distinguishes recordings with the same name by a number', () => {
    expect(recordingFileName(call, 2)).toBe('2026-07-02_00-05-09_in_48512345678_48221234567_2.mp3');
    expect(recordingFileName(call, 3)).toMatch(/_3\.mp3$/);
  });

  test('no number, however it came, leads out of the folder', () => {
    const anything = fc.option(fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(anything, anything, fc.constantFrom(...DIRECTIONS), (caller, callee, direction) => {
        expect(recordingFileName({ ...call, caller, callee, direction })).toMatch(
          /^2026-07-02_00-05-09_(in|out|internal)_(\d+|withheld)_(\d+|withheld)\.mp3$/,
        );
      }),
    );
  });
});

test('a file is in the folder of its year, month and day', () => {
  expect(recordingPath('2026-07-02', 'a.mp3')).toBe('2026/07/02/a.mp3');
});
