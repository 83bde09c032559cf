import { expect, test } from 'vitest';
import { month, warsawDay, wholeNumber, zloty } from './read-option.ts';

test.each([
  ['89', 8900],
  ['89.00', 8900],
  ['199,50', 19950],
  ['0.05', 5],
  ['999999.99', 99_999_999],
])('%s zł is %i gr', (text, grosze) => expect(zloty(text)).toBe(grosze));

test.each(['', '-1', '1.5', '1.999', '1e3', '1 000', '12345678', 'ten'])('%j is no amount', (text) =>
  expect(() => zloty(text)).toThrow('an amount in zł is wanted'),
);

test.each(['0', '32', '1.5', '1e1', '', 'x'])('%j is no day of a month', (text) =>
  expect(() => wholeNumber(1, 31)(text)).toThrow('a whole number from 1 to 31 is wanted'),
);

test('days and months exist or are refused', () => {
  expect(wholeNumber(1, 31)('31')).toBe(31);
  expect(month('2026-12')).toBe('2026-12');
  expect(() => month('2026-13')).toThrow('a month is wanted');
  expect(warsawDay('2028-02-29')).toBe('2028-02-29');
  expect(() => warsawDay('2026-02-29')).toThrow('a day is wanted');
});
