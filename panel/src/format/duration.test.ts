import { describe, expect, it } from 'vitest';
import { formatDuration, formatPosition } from './duration.ts';

describe('formatDuration', () => {
  it.each([
    [0, '0:00'],
    [100, '0:00'],
    [4_980, '0:05'],
    [59_499, '0:59'],
    [59_500, '1:00'],
    [754_000, '12:34'],
    [3_599_000, '59:59'],
    [3_600_000, '1:00:00'],
    [4_521_000, '1:15:21'],
  ])('writes %d ms as %s', (durationMs, written) => {
    expect(formatDuration(durationMs)).toBe(written);
  });
});

describe('formatPosition', () => {
  it('does not run ahead of the audio', () => {
    expect(formatPosition(4_980)).toBe('0:04');
  });
});
