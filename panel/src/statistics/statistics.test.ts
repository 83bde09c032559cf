import { expect, test } from 'vitest';
import { barsOfDays } from './bars.ts';
import { csvOf } from './csv.ts';
import { heatOf } from './heat.ts';
import { quickPeriod, readPeriod } from './period.ts';
import { sortedBy } from './sort.ts';

test.each([
  ['thisMonth', '2026-11-30', '2026-11-01', '2026-11-30'],
  ['lastMonth', '2026-03-31', '2026-02-01', '2026-02-28'],
  ['lastMonth', '2026-01-15', '2025-12-01', '2025-12-31'],
  // Over the change of the clocks.
  ['days7', '2026-03-30', '2026-03-24', '2026-03-30'],
  ['days30', '2026-03-01', '2026-01-31', '2026-03-01'],
  ['days90', '2026-10-26', '2026-07-29', '2026-10-26'],
] as const)('%s on %s is %s to %s', (name, today, from, to) => {
  expect(quickPeriod(name, today)).toEqual({ from, to });
});

test('a period of the address that the API would refuse is none', () => {
  expect(readPeriod({ from: '2026-11-01', to: '2026-11-30' })).toEqual({ from: '2026-11-01', to: '2026-11-30' });
  for (const [from, to] of [
    ['2026-11-30', '2026-11-01'],
    ['2026-02-30', '2026-03-01'],
    ['2020-01-01', '2026-01-01'],
    ['x', undefined],
  ]) {
    expect(readPeriod({ from, to })).toEqual({});
  }
});

test('CSV as spreadsheets of the language read it', () => {
  const rows = [
    ['Numer', 'Minuty'],
    ['+48512345678', 1.5],
    ['a;"b"', 1000],
  ];
  expect(csvOf(rows, 'pl')).toBe('\u{feff}Numer;Minuty\r\n\'+48512345678;1,5\r\n"a;""b""";1000\r\n');
  expect(csvOf([['=1', 1.5]], 'en')).toBe("\u{feff}'=1,1.5\r\n");
});

const sums = { calls: 1, recorded: 1, missed: 0, unanswered: 0, unrecorded: 0, durationMs: 60_000 };

test('a bar for each day of the period; of a long one for each month', () => {
  const days = [
    { ...sums, day: '2026-10-24' },
    { ...sums, day: '2026-10-26', calls: 3, recorded: 1, missed: 2 },
  ];
  const short = barsOfDays(days, { from: '2026-10-24', to: '2026-10-26' });
  expect([short.by, short.bars.map(({ span, recorded, missed }) => [span, recorded, missed])]).toEqual([
    'day',
    [
      ['2026-10-24', 1, 0],
      ['2026-10-25', 0, 0],
      ['2026-10-26', 1, 2],
    ],
  ]);
  const long = barsOfDays(days, { from: '2026-01-01', to: '2026-12-31' });
  expect([long.by, long.bars.length, long.bars[9]!.missed]).toEqual(['month', 12, 2]);
});

test('the heat map has a place for each hour of the week, and a shade for each number', () => {
  const heat = heatOf([{ ...sums, weekday: 7, hour: 23, calls: 10, missed: 4 }], 'missed');
  expect([heat.most, heat.rows.length, heat.rows[6]![23], heat.rows[0]![0]]).toEqual([4, 7, 4, 0]);
});

const value = (row: { v: number | null }) => row.v;

test('rows are sorted by what a column is worth, unknown last', () => {
  const rows = [{ v: 2 }, { v: null }, { v: 10 }];
  expect(sortedBy(rows, value, 'descending', 'pl').map(value)).toEqual([10, 2, null]);
  expect(sortedBy(rows, value, 'ascending', 'pl').map(value)).toEqual([2, 10, null]);
  expect(sortedBy(['ż', 'a', 'ł', '10', '9'], (text) => text, 'ascending', 'pl')).toEqual(['9', '10', 'a', 'ł', 'ż']);
});
