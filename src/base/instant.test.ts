import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { isTimeZone, readInstant } from './instant.ts';

const WARSAW = 'Europe/Warsaw';
const NO_ZONE = { zone: null };
const HOUR_MS = 3_600_000;

function iso(written: string | number, options: Parameters<typeof readInstant>[1] = NO_ZONE): string {
  const read = readInstant(written, options);
  return read.ok ? new Date(read.value).toISOString() : read.reason;
}

describe('with its offset', () => {
  test.each([
    ['2026-03-10T10:00:00Z', '2026-03-10T10:00:00.000Z'],
    ['2026-03-10T10:00Z', '2026-03-10T10:00:00.000Z'],
    ['2026-03-10t10:00:00z', '2026-03-10T10:00:00.000Z'],
    ['2026-03-10 10:00:00Z', '2026-03-10T10:00:00.000Z'],
    ['2026-03-10 10:00:00 UTC', '2026-03-10T10:00:00.000Z'],
    ['2026-03-10T10:00:00.1Z', '2026-03-10T10:00:00.100Z'],
    ['2026-03-10T10:00:00,123456789123Z', '2026-03-10T10:00:00.123Z'],
    [`2026-03-10T10:00:00.${'9'.repeat(200)}Z`, '2026-03-10T10:00:00.999Z'],
    ['2026-03-10T11:00:00+01:00', '2026-03-10T10:00:00.000Z'],
    ['2026-03-10T11:00:00+0100', '2026-03-10T10:00:00.000Z'],
    ['2026-03-10 11:00:00.250+0100', '2026-03-10T10:00:00.250Z'],
    ['2026-03-10T11:00:00+01', '2026-03-10T10:00:00.000Z'],
    ['2026-03-10T10:00:00-00:00', '2026-03-10T10:00:00.000Z'],
    ['2026-03-09T20:30:00 -13:30', '2026-03-10T10:00:00.000Z'],
    [' 2026-03-10T10:00:00Z ', '2026-03-10T10:00:00.000Z'],
    ['2028-02-29T23:59:59Z', '2028-02-29T23:59:59.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['2026-12-31T24:00:00Z', '2027-01-01T00:00:00.000Z'],
    ['2027-01-01T00:30:00+01:00', '2026-12-31T23:30:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2016-12-31T23:59:60.999Z', '2017-01-01T00:00:00.000Z'],
    ['2017-01-01T00:59:60+01:00', '2017-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(iso(text)).toBe(instant);
    expect(iso(text, { zone: WARSAW })).toBe(instant);
  });
});

describe('Unix time', () => {
  test.each([
    [1773136800, '2026-03-10T10:00:00.000Z'],
    ['1773136800', '2026-03-10T10:00:00.000Z'],
    [1773136800.1239, '2026-03-10T10:00:00.123Z'],
    ['1773136800.123456', '2026-03-10T10:00:00.123Z'],
    [1773136800123, '2026-03-10T10:00:00.123Z'],
    ['1773136800123', '2026-03-10T10:00:00.123Z'],
    [1773136800123456, '2026-03-10T10:00:00.123Z'],
    ['1773136800123456', '2026-03-10T10:00:00.123Z'],
    ['4102444799', '2099-12-31T23:59:59.000Z'],
    ['946684800', '2000-01-01T00:00:00.000Z'],
  ])('%s is %s', (written, instant) => {
    expect(iso(written)).toBe(instant);
  });

  test.each([0, '0', -1, 1, 946684799, 4102444800, 20260310, '202603101000', '20260310100000', 1e21, NaN, Infinity])(
    '%s is none',
    (written) => {
      expect(iso(written)).toBe('not-an-instant');
    },
  );
});

describe('without offset', () => {
  test('is refused where no zone is known', () => {
    expect(iso('2026-03-10 10:00:00')).toBe('no-offset');
    expect(iso('2026-02-30 10:00:00')).toBe('not-an-instant');
  });

  test.each([
    ['2026-03-10 11:00:00', WARSAW, '2026-03-10T10:00:00.000Z'],
    ['2026-07-10T12:00:00.5', WARSAW, '2026-07-10T10:00:00.500Z'],
    ['2026-03-10T10:00:00', 'UTC', '2026-03-10T10:00:00.000Z'],
    ['2026-03-10T05:00', 'America/New_York', '2026-03-10T09:00:00.000Z'],
    // The year ends at 23:00 UTC.
    ['2026-12-31 23:59:59.999', WARSAW, '2026-12-31T22:59:59.999Z'],
    ['2026-12-31 23:59:60', WARSAW, '2026-12-31T23:00:00.000Z'],
    ['2026-12-31 24:00:00', WARSAW, '2026-12-31T23:00:00.000Z'],
    ['2027-01-01 00:00:00', WARSAW, '2026-12-31T23:00:00.000Z'],
    // The clock goes forward: 02:00 to 03:00 does not exist and is an hour later.
    ['2026-03-29 01:59:59', WARSAW, '2026-03-29T00:59:59.000Z'],
    ['2026-03-29 02:00:00', WARSAW, '2026-03-29T01:00:00.000Z'],
    ['2026-03-29 02:30:00', WARSAW, '2026-03-29T01:30:00.000Z'],
    ['2026-03-29 03:00:00', WARSAW, '2026-03-29T01:00:00.000Z'],
    // The clock goes back: 02:00 to 03:00 comes twice, the first is meant.
    ['2026-10-25 01:59:59', WARSAW, '2026-10-24T23:59:59.000Z'],
    ['2026-10-25 02:30:00', WARSAW, '2026-10-25T00:30:00.000Z'],
    ['2026-10-25 03:00:00', WARSAW, '2026-10-25T02:00:00.000Z'],
  ])('%s in %s is %s', (text, zone, instant) => {
    expect(iso(text, { zone })).toBe(instant);
  });

  test.each([
    ['2026-10-25 02:10:00', '2026-10-25T00:50:00Z', '2026-10-25T01:10:00.000Z'],
    ['2026-10-25 02:50:00', '2026-10-25T00:50:00Z', '2026-10-25T00:50:00.000Z'],
    // Not a doubled hour: what is too early stays so.
    ['2026-10-25 01:10:00', '2026-10-25T00:50:00Z', '2026-10-24T23:10:00.000Z'],
    ['2026-03-29 02:10:00', '2026-03-29T01:50:00Z', '2026-03-29T01:10:00.000Z'],
  ])('%s after %s is %s', (text, before, instant) => {
    expect(iso(text, { zone: WARSAW, notBefore: Date.parse(before) })).toBe(instant);
  });
});

test.each([
  '',
  'yesterday',
  '2026-03-10',
  '10:00:00Z',
  '2026-02-29T10:00:00Z',
  '2026-13-01T10:00:00Z',
  '2026-03-10T24:00:01Z',
  '2026-03-10T25:00:00Z',
  '2026-03-10T10:60:00Z',
  '2026-03-10T10:00:61Z',
  '2026-03-10T10:00:00+25:00',
  '2026-03-10T10:00:00+01:60',
  '2026-03-10T10:00:00+1',
  '2026-03-10T10:00:00Z; x',
  '+002026-03-10T10:00:00Z',
  '10.03.2026 10:00:00Z',
  `2026-03-10T10:00:00.${'9'.repeat(100_000)}Z`,
])('%.40j is no instant', (text) => {
  expect(iso(text)).toBe('not-an-instant');
});

const anyInstant = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2099, 11, 31, 23, 59, 59, 999) });

test('an instant is the same in each of its forms', () => {
  fc.assert(
    fc.property(anyInstant, fc.integer({ min: -14 * 60, max: 14 * 60 }), (instant, offsetMinutes) => {
      const sign = offsetMinutes < 0 ? '-' : '+';
      const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60].map((part) =>
        String(part).padStart(2, '0'),
      );
      const local = new Date(instant + offsetMinutes * 60_000).toISOString().slice(0, -1);
      for (const written of [
        new Date(instant).toISOString(),
        `${local}${sign}${hours}:${minutes}`,
        `${local.replace('T', ' ')}${sign}${hours}${minutes}`,
        `${local.replace('.', ',')}4567 ${sign}${hours}:${minutes}`,
        (instant / 1000).toFixed(3),
        instant,
        String(instant),
        instant * 1000 + 999,
      ]) {
        expect(readInstant(written, NO_ZONE), String(written)).toEqual({ ok: true, value: instant });
      }
    }),
  );
});

function zoned(instant: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(WARSAW);
}

test('a local time is its instant, or an hour before it where the hour comes twice', () => {
  const nearAChange = fc.integer({ min: Date.UTC(2026, 9, 24, 22), max: Date.UTC(2026, 9, 25, 4) });
  fc.assert(
    fc.property(fc.oneof(anyInstant, nearAChange), (instant) => {
      const written = zoned(instant).toPlainDateTime().toString();
      const read = readInstant(written, { zone: WARSAW });
      const repeated =
        zoned(instant - HOUR_MS)
          .toPlainDateTime()
          .toString() === written;
      expect(read).toEqual({ ok: true, value: repeated ? instant - HOUR_MS : instant });
      expect(readInstant(written, { zone: WARSAW, notBefore: instant })).toEqual({ ok: true, value: instant });
    }),
  );
});

test('any text is read without throwing, as whole milliseconds', () => {
  const almost = fc.stringMatching(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{0,9})?)? ?(Z|[+-]\d\d:?\d\d)?$/);
  const digits = fc.stringMatching(/^\d{1,20}(\.\d{0,9})?$/);
  fc.assert(
    fc.property(fc.oneof(fc.string(), almost, digits, fc.double()), (written) => {
      const read = readInstant(written, { zone: WARSAW });
      if (read.ok) expect(Number.isInteger(read.value)).toBe(true);
    }),
  );
});

test.each([
  ['Europe/Warsaw', true],
  ['UTC', true],
  ['America/Argentina/Buenos_Aires', true],
  ['Etc/GMT+5', true],
  ['Europe/Warszawa', false],
  ['+01:00', false],
  ['', false],
  ['2026-01-01[Europe/Warsaw]', false],
])('%j as a time zone: %s', (text, expected) => {
  expect(isTimeZone(text)).toBe(expected);
});
