import { describe, expect, it } from 'vitest';
import { formatPhoneNumber } from './phone-number.ts';

describe('formatPhoneNumber', () => {
  it.each([
    ['+48221234567', '22 123 45 67'],
    ['+48512345678', '512 345 678'],
    ['+48885123456', '885 123 456'],
    ['+48801123456', '801 123 456'],
    ['+48587654321', '58 765 43 21'],
    ['+493012345678', '+493012345678'],
    ['+4822123456', '+4822123456'],
    ['101', '101'],
    ['112', '112'],
  ])('writes %s as %s', (stored, written) => {
    expect(formatPhoneNumber(stored)).toBe(written);
  });
});
