import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  formatDate,
  formatDay,
  formatHour,
  formatLastDay,
  formatPeriod,
  formatTime,
  formatWeekday,
  isMonth,
  isWarsawDay,
  lastDayOf,
  startOfWarsawDay,
  warsawDay,
  weeksOf,
} from './warsaw-time.ts';

describe('Warsaw time', () => {
  it('formats Warsaw time in winter and in summer', () => {
    expect(formatTime('2026-01-15T23:30:05Z', 'pl')).toBe('00:30:05');
    expect(formatDate('2026-01-15T23:30:05Z', 'pl')).toBe('16.01.2026');
    expect(formatTime('2026-07-15T22:30:05Z', 'en')).toBe('00:30:05');
    expect(formatDate('2026-07-15T22:30:05Z', 'en')).toBe('16\u00A0Jul\u00A02026');
    expect(formatDate('2026-09-05T12:00:00Z', 'en')).toBe('5\u00A0Sep\u00A02026');
  });

  it('formats the weekday', () => {
    expect(formatWeekday('2026-11-22T12:00:00Z', 'pl')).toBe('niedz.');
    expect(formatWeekday('2026-11-22T12:00:00Z', 'en')).toBe('Sun');
  });

  it('finds the Warsaw day of an instant', () => {
    expect(warsawDay(new Date('2026-03-28T22:59:59Z'))).toBe('2026-03-28');
    expect(warsawDay(new Date('2026-03-28T23:00:00Z'))).toBe('2026-03-29');
    expect(warsawDay(new Date('2026-06-30T22:00:00Z'))).toBe('2026-07-01');
  });

  it('finds the start of a Warsaw day, also on the days of the change of clocks', () => {
    expect(startOfWarsawDay('2026-01-15')).toBe('2026-01-14T23:00:00.000Z');
    expect(startOfWarsawDay('2026-07-15')).toBe('2026-07-14T22:00:00.000Z');
    expect(startOfWarsawDay('2026-03-29')).toBe('2026-03-28T23:00:00.000Z');
    expect(startOfWarsawDay('2026-03-30')).toBe('2026-03-29T22:00:00.000Z');
    expect(startOfWarsawDay('2026-10-25')).toBe('2026-10-24T22:00:00.000Z');
    expect(startOfWarsawDay('2026-10-26')).toBe('2026-10-25T23:00:00.000Z');
  });

  it('formats days, deadlines and last days', () => {
    expect(formatDay('2026-10-25', 'pl')).toBe('25.10.2026');
    expect(formatHour('2026-01-30T14:00:00Z', 'pl')).toBe('15:00');
    expect(formatLastDay('2026-01-31T23:00:00Z', 'pl')).toBe('31.01.2026');
    expect(formatLastDay('2026-01-31T22:59:00Z', 'en')).toBe('31\u00A0Jan\u00A02026');
    expect(formatPeriod('2026-01-01', '2026-02-01', 'pl')).toBe('01.01.2026 – 31.01.2026');
  });

  it('counts calendar days across the change of clocks and the end of a month', () => {
    expect(addDays('2026-03-29', 1)).toBe('2026-03-30');
    expect(addDays('2026-10-26', -1)).toBe('2026-10-25');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });

  it('accepts only existing days', () => {
    expect(isWarsawDay('2024-02-29')).toBe(true);
    expect(isWarsawDay('2026-02-29')).toBe(false);
    expect(isWarsawDay('2026-13-01')).toBe(false);
    expect(isWarsawDay('yesterday')).toBe(false);
  });
});

it.each([
  ['2026-03', -1, '2026-02'],
  ['2026-01', -1, '2025-12'],
  ['2025-12', 1, '2026-01'],
])('%s and %i months is %s', (month, months, expected) => {
  expect(addMonths(month, months)).toBe(expected);
});

it('finds the last day of a month', () => {
  expect([lastDayOf('2024-02'), lastDayOf('2026-02'), lastDayOf('2026-12')]).toEqual([
    '2024-02-29',
    '2026-02-28',
    '2026-12-31',
  ]);
});

it('splits a month into weeks starting on Monday', () => {
  expect(weeksOf('2026-02')[0]).toEqual([null, null, null, null, null, null, '2026-02-01']);
  expect(weeksOf('2026-02').at(-1)).toEqual([
    '2026-02-23',
    '2026-02-24',
    '2026-02-25',
    '2026-02-26',
    '2026-02-27',
    '2026-02-28',
    null,
  ]);
  expect(weeksOf('2026-06')).toHaveLength(5);
  expect(weeksOf('2026-06').flat().filter(Boolean)).toHaveLength(30);
});

it.each(['2026-13', '2026-3', 'today', '2026-03-01', ''])('%j names no month', (text) => {
  expect(isMonth(text)).toBe(false);
});
