import { expect, test } from 'vitest';
import { readDay, readMonth, readZloty, wholeNumberReader } from './read-option.ts';

test.each([
  ['89', 8900],
  ['89.00', 8900],
  ['199,50', 19950],
  ['0.05', 5],
  ['999999.99', 99_999_999],
])('%s zł is %i gr', (text, grosze) => expect(readZloty(text)).toBe(grosze));

test.each(['', '-1', '1.5', '1.999', '1e3', '1 000', '12345678', 'ten'])('%j is no amount', (text) =>
  expect(() => readZloty(text)).toThrow('must be an amount in zł'),
);

test.each(['0', '32', '1.5', '1e1', '', 'x'])('%j is no day of a month', (text) =>
  expect(() => wholeNumberReader(1, 31)(text)).toThrow('must be a whole number from 1 to 31'),
);

test('days and months exist or are refused', () => {
  expect(wholeNumberReader(1, 31)('31')).toBe(31);
  expect(readMonth('2026-12')).toBe('2026-12');
  expect(() => readMonth('2026-13')).toThrow('must be a month');
  expect(readDay('2028-02-29')).toBe('2028-02-29');
  expect(() => readDay('2026-02-29')).toThrow('must be a day');
});
