import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  addWarsawDays,
  isWarsawDay,
  startOfWarsawDay,
  warsawDay,
  warsawTimeOfDay,
  warsawTimestamp,
} from './warsaw-time.ts';

const at = (iso: string): number => Date.parse(iso);
const HOUR_MS = 3_600_000;
const inZone = (instant: number) => Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO('Europe/Warsaw');

describe('Warsaw days', () => {
  test('a UTC evening is the next day in Warsaw', () => {
    expect(warsawDay(at('2026-07-01T22:30:00Z'))).toBe('2026-07-02');
    expect(warsawDay(at('2026-12-31T23:00:00Z'))).toBe('2027-01-01');
  });

  test('the wall clock follows summer time', () => {
    expect(warsawTimeOfDay(at('2026-01-15T12:00:05.900Z'))).toBe('13-00-05');
    expect(warsawTimeOfDay(at('2026-07-15T12:00:05Z'))).toBe('14-00-05');
  });

  test.each([
    ['2026-03-29T00:59:59.999Z', '2026-03-29T01:59:59+01:00'],
    ['2026-03-29T01:00:00Z', '2026-03-29T03:00:00+02:00'],
    ['2026-10-25T00:59:59Z', '2026-10-25T02:59:59+02:00'],
    ['2026-10-25T01:00:00Z', '2026-10-25T02:00:00+01:00'],
    ['1969-12-31T23:30:00.5Z', '1970-01-01T00:30:00+01:00'],
  ])('%s is written %s', (iso, text) => {
    expect(warsawTimestamp(at(iso))).toBe(text);
  });

  test('days later is at the same time in Warsaw, as Temporal has it, around the changes of the clock too', () => {
    const changes = [
      '2026-03-29T01:00:00Z',
      '2026-10-25T01:00:00Z',
      '2027-03-28T01:00:00Z',
      '1915-08-04T22:36:00Z',
    ].map(at);
    const days = fc.integer({ min: -400, max: 400 });
    const besideChange = fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -3 * HOUR_MS, max: 3 * HOUR_MS }), days, fc.boolean())
      .map(([change, offset, days, isLater]) => [change + offset - (isLater ? days * 24 * HOUR_MS : 0), days] as const);
    const anywhere = fc.tuple(fc.integer({ min: at('1900-01-01'), max: at('2099-12-31') }), days);
    fc.assert(
      fc.property(fc.oneof(besideChange, anywhere), ([instant, days]) => {
        expect(addWarsawDays(instant, days)).toBe(inZone(instant).add({ days }).epochMilliseconds);
      }),
      { numRuns: 3_000 },
    );
  });

  test('an instant is written with its day, its wall clock and its offset', () => {
    fc.assert(
      fc.property(fc.integer({ min: at('2000-01-01'), max: at('2099-12-31') }), (instant) => {
        const text = warsawTimestamp(instant);
        expect(text.slice(0, 19)).toBe(`${warsawDay(instant)}T${warsawTimeOfDay(instant).replaceAll('-', ':')}`);
        expect(Date.parse(text)).toBe(Math.floor(instant / 1000) * 1000);
      }),
    );
  });

  test.each([
    ['2026-03-29', 23],
    ['2026-10-25', 25],
    ['2026-11-22', 24],
  ])('%s has %d hours', (day, hours) => {
    expect(startOfWarsawDay(addDays(day, 1)) - startOfWarsawDay(day)).toBe(hours * HOUR_MS);
  });

  test('every instant lies within its own day', () => {
    fc.assert(
      fc.property(fc.integer({ min: at('2000-01-01'), max: at('2099-12-31') }), (instant) => {
        const day = warsawDay(instant);
        expect(startOfWarsawDay(day)).toBeLessThanOrEqual(instant);
        expect(startOfWarsawDay(addDays(day, 1))).toBeGreaterThan(instant);
      }),
    );
  });

  test.each([
    ['2026-02-28', true],
    ['2026-02-29', false],
    ['2028-02-29', true],
    ['2026-13-01', false],
    ['2026-1-1', false],
    ['../../etc', false],
  ])('isWarsawDay(%s) is %s', (text, expected) => {
    expect(isWarsawDay(text)).toBe(expected);
  });
});
