import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readInstant } from './instant.ts';

test.each([
  ['2026-03-10T10:00:00Z', '2026-03-10T10:00:00.000Z'],
  ['2026-03-10T10:00Z', '2026-03-10T10:00:00.000Z'],
  ['2026-03-10t10:00:00z', '2026-03-10T10:00:00.000Z'],
  ['2026-03-10 10:00:00Z', '2026-03-10T10:00:00.000Z'],
  ['2026-03-10T10:00:00.1Z', '2026-03-10T10:00:00.100Z'],
  ['2026-03-10T10:00:00,123456789123Z', '2026-03-10T10:00:00.123Z'],
  ['2026-03-10T11:00:00+01:00', '2026-03-10T10:00:00.000Z'],
  ['2026-03-10T11:00:00+0100', '2026-03-10T10:00:00.000Z'],
  ['2026-03-10T11:00:00+01', '2026-03-10T10:00:00.000Z'],
  ['2026-03-09T20:30:00 -13:30', '2026-03-10T10:00:00.000Z'],
  [' 2026-03-10T10:00:00 ', '2026-03-10T10:00:00.000Z'],
  ['2028-02-29T23:59:59Z', '2028-02-29T23:59:59.000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
])('%j is %s', (text, instant) => {
  const read = readInstant(text);
  expect(read.ok && new Date(read.value).toISOString()).toBe(instant);
});

test.each([
  '',
  'yesterday',
  '2026-03-10',
  '10:00:00Z',
  '2026-02-29T10:00:00Z',
  '2026-13-01T10:00:00Z',
  '2026-03-10T25:00:00Z',
  '2026-03-10T10:60:00Z',
  '2026-03-10T10:00:60Z',
  '2026-03-10T10:00:00+25:00',
  '2026-03-10T10:00:00Z; x',
  '1773136800',
  '+002026-03-10T10:00:00Z',
])('%j is no instant', (text) => {
  expect(readInstant(text)).toEqual({ ok: false, reason: 'not-an-instant' });
});

test('reads what ECMAScript writes, and any text without throwing', () => {
  const years = { min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z') };
  fc.assert(
    fc.property(fc.date({ ...years, noInvalidDate: true }), (date) => {
      expect(readInstant(date.toISOString())).toEqual({ ok: true, value: date.getTime() });
    }),
  );
  const almost = fc.stringMatching(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{0,9})?)? ?(Z|[+-]\d\d:?\d\d)?$/);
  fc.assert(
    fc.property(fc.oneof(fc.string(), almost), (text) => {
      const read = readInstant(text);
      if (read.ok) expect(Number.isInteger(read.value)).toBe(true);
    }),
  );
});
