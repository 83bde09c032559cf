import { expect, it } from 'vitest';
import { addMonths, isMonth, lastDayOf, weeksOf } from './month.ts';

it.each([
  ['2026-03', -1, '2026-02'],
  ['2026-01', -1, '2025-12'],
  ['2025-12', 1, '2026-01'],
])('%s and %i months is %s', (month, months, expected) => {
  expect(addMonths(month, months)).toBe(expected);
});

it('knows how long a month is', () => {
  expect([lastDayOf('2024-02'), lastDayOf('2026-02'), lastDayOf('2026-12')]).toEqual([
    '2024-02-29',
    '2026-02-28',
    '2026-12-31',
  ]);
});

it('cuts a month into weeks from Monday on', () => {
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
