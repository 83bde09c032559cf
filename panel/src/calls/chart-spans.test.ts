import { expect, it } from 'vitest';
import { barsOfDays, barsOfHours } from './chart-spans.ts';

const sums = (calls: number, recorded: number) => ({ calls, recorded, durationMs: 0 });

it('has a bar for each day, also for those without calls', () => {
  const days = [
    { day: '2026-11-28', ...sums(3, 2) },
    { day: '2026-11-30', ...sums(1, 1) },
  ];
  expect(barsOfDays(days)).toEqual({
    by: 'day',
    bars: [
      { span: '2026-11-28', recorded: 2, unrecorded: 1 },
      { span: '2026-11-29', recorded: 0, unrecorded: 0 },
      { span: '2026-11-30', recorded: 1, unrecorded: 0 },
    ],
  });
  expect(barsOfDays([])).toEqual({ by: 'day', bars: [] });
});

it('adds days up to months where there are many', () => {
  const days = [
    { day: '2026-09-01', ...sums(3, 2) },
    { day: '2026-11-29', ...sums(4, 0) },
    { day: '2026-11-30', ...sums(1, 1) },
  ];
  expect(barsOfDays(days)).toEqual({
    by: 'month',
    bars: [
      { span: '2026-09', recorded: 2, unrecorded: 1 },
      { span: '2026-10', recorded: 0, unrecorded: 0 },
      { span: '2026-11', recorded: 1, unrecorded: 4 },
    ],
  });
});

it('has a bar for each hour of the day', () => {
  const bars = barsOfHours([{ hour: 14, ...sums(5, 4) }]);
  expect(bars).toHaveLength(24);
  expect(bars[14]).toEqual({ span: '14', recorded: 4, unrecorded: 1 });
});
