import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startOfWarsawDay, warsawDay } from '../base/warsaw-time.ts';
import { anyAnchor, anyInstant } from './arbitraries.fixture.ts';
import { type BillingPeriod, instantsOf, nextPeriod, periodAt, periodsBetween } from './billing-period.ts';

const noon = (day: string): number => startOfWarsawDay(day) + 12 * 3_600_000;
const starts = (periods: readonly BillingPeriod[]): string[] => periods.map(({ start }) => start);

describe('a day that a month does not have becomes its last day', () => {
  test('31st in a common year', () => {
    const anchor = { from: '2026-01-31', day: null };
    expect(starts(periodsBetween(anchor, '2026-01-01', noon('2026-06-15')))).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2026-05-31',
    ]);
    expect(periodAt(anchor, noon('2026-02-27'))).toEqual({ start: '2026-01-31', end: '2026-02-28' });
    expect(periodAt(anchor, noon('2026-02-28'))).toEqual({ start: '2026-02-28', end: '2026-03-31' });
  });

  test('31st in a leap year', () => {
    expect(periodAt({ from: '2027-12-31', day: null }, noon('2028-02-29'))).toEqual({
      start: '2028-02-29',
      end: '2028-03-31',
    });
  });
});

test('a billing day different from the first day makes the first period short', () => {
  const anchor = { from: '2026-03-20', day: 5 };
  expect(periodAt(anchor, noon('2026-03-25'))).toEqual({ start: '2026-03-20', end: '2026-04-05' });
  expect(periodAt(anchor, noon('2026-04-05'))).toEqual({ start: '2026-04-05', end: '2026-05-05' });
});

test('an instant before all periods belongs to the first', () => {
  expect(periodAt({ from: '2026-03-20', day: null }, noon('2020-01-01'))).toEqual({
    start: '2026-03-20',
    end: '2026-04-20',
  });
});

test('begins and ends at Warsaw’s midnight, through the days of 23 and 25 hours', () => {
  const march = periodAt({ from: '2026-03-01', day: null }, noon('2026-03-29'));
  const october = periodAt({ from: '2026-03-01', day: null }, noon('2026-10-25'));
  expect(instantsOf(march)).toEqual({
    startsAt: Date.parse('2026-02-28T23:00:00Z'),
    endsAt: Date.parse('2026-03-31T22:00:00Z'),
  });
  expect(instantsOf(october)).toEqual({
    startsAt: Date.parse('2026-09-30T22:00:00Z'),
    endsAt: Date.parse('2026-10-31T23:00:00Z'),
  });
});

describe('of any tenant', () => {
  test('the period of an instant contains it, and its own first and last instant', () => {
    fc.assert(
      fc.property(anyAnchor, anyInstant, (anchor, at) => {
        fc.pre(warsawDay(at) >= anchor.from);
        const period = periodAt(anchor, at);
        const { startsAt, endsAt } = instantsOf(period);
        expect(startsAt).toBeLessThanOrEqual(at);
        expect(at).toBeLessThan(endsAt);
        expect(periodAt(anchor, startsAt)).toEqual(period);
        expect(periodAt(anchor, endsAt - 1)).toEqual(period);
        expect(periodAt(anchor, endsAt)).toEqual(nextPeriod(anchor, period));
      }),
    );
  });

  test('periods follow each other without a gap; one begins each month, on its day or the month’s last', () => {
    fc.assert(
      fc.property(anyAnchor, anyInstant, (anchor, until) => {
        const periods = periodsBetween(anchor, anchor.from, until);
        for (const [index, { start }] of periods.entries()) {
          if (index === 0) expect(start).toBe(anchor.from);
          else expect(start).toBe(periods[index - 1]!.end);
          if (index < 2) continue;
          const [year, month, day] = start.split('-').map(Number) as [number, number, number];
          const lastOfMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
          expect(day).toBe(Math.min(anchor.day ?? Number(anchor.from.slice(8)), lastOfMonth));
          expect(start.slice(0, 7)).not.toBe(periods[index - 1]!.start.slice(0, 7));
        }
      }),
      { numRuns: 50 },
    );
  });
});
