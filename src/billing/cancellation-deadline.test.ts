import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, startOfWarsawDay, warsawInstant } from '../base/warsaw-time.ts';
import { anyAnchor, anyInstant } from './arbitraries.fixture.ts';
import { nextPeriod, periodAt } from './billing-period.ts';
import { cancellationDeadline, endOfService } from './cancellation-deadline.ts';
import { isWorkingDay } from './working-days.ts';

const HOUR_MS = 3_600_000;
/** Periods 1st to last: the year's months. */
const anchor = { from: '2025-01-01', day: null };
const warsaw = (text: string): number => warsawInstant(text.slice(0, 10), text.slice(11));

test.each([
  ['2026-01-31', '2026-01-30 15:00'],
  ['2026-05-31', '2026-05-29 15:00'],
  ['2026-12-26', '2026-12-23 15:00'],
  ['2026-12-31', '2026-12-31 15:00'],
  // Easter Monday, Corpus Christi and the long weekend of May; 24 December was a working day until 2024.
  ['2026-04-06', '2026-04-03 15:00'],
  ['2026-06-04', '2026-06-03 15:00'],
  ['2026-05-03', '2026-04-30 15:00'],
  ['2024-12-24', '2024-12-24 15:00'],
])('the deadline of a period whose last day is %s is %s', (last, deadline) => {
  const end = addDays(last, 1);
  expect(cancellationDeadline({ start: addDays(end, -30), end })).toBe(warsaw(deadline));
});

test('15:00 is that of Warsaw, in summer and in winter', () => {
  expect(new Date(cancellationDeadline({ start: '2026-07-01', end: '2026-08-01' })).toISOString()).toBe(
    '2026-07-31T13:00:00.000Z',
  );
  expect(new Date(cancellationDeadline({ start: '2026-12-01', end: '2027-01-01' })).toISOString()).toBe(
    '2026-12-31T14:00:00.000Z',
  );
});

test.each([
  ['sent and confirmed in time', '2026-01-12 09:00', '2026-01-12 10:00', '2026-02-01'],
  ['confirmed at the very deadline', '2026-01-30 14:59', '2026-01-30 15:00', '2026-02-01'],
  ['sent in time, confirmed a minute late', '2026-01-12 09:00', '2026-01-30 15:01', '2026-03-01'],
  ['sent late', '2026-01-31 09:00', '2026-01-31 09:05', '2026-03-01'],
  ['sent in time, confirmed in the next period', '2026-01-12 09:00', '2026-02-02 09:00', '2026-03-01'],
  ['sent late, confirmed in the next period', '2026-01-31 09:00', '2026-02-27 15:01', '2026-03-01'],
  ['sent in time, confirmed months later', '2026-01-12 09:00', '2026-04-30 23:59', '2026-05-01'],
])('%s: ends with the right period', (_case, sent, confirmed, end) => {
  expect(endOfService({ anchor, sentAt: warsaw(sent), confirmedAt: warsaw(confirmed) })).toBe(startOfWarsawDay(end));
});

test('of any period the deadline is a working day’s 15:00, and no later working day is left in it', () => {
  fc.assert(
    fc.property(anyAnchor, anyInstant, (anchor, at) => {
      const period = periodAt(anchor, at);
      const deadline = cancellationDeadline(period);
      let day = addDays(period.end, -1);
      while (!isWorkingDay(day)) day = addDays(day, -1);
      expect(deadline).toBe(warsawInstant(day, '15:00'));
      expect(deadline).toBeLessThan(startOfWarsawDay(period.end));
    }),
  );
});

test('a service ends at a period’s end to come, in time with this one and late with the next; later never sooner', () => {
  fc.assert(
    fc.property(anyAnchor, anyInstant, fc.nat(90 * 24), fc.nat(48), (anchor, sentAt, waitHours, moreHours) => {
      const confirmedAt = sentAt + waitHours * HOUR_MS;
      const end = endOfService({ anchor, sentAt, confirmedAt });
      const sentIn = periodAt(anchor, sentAt);
      const confirmedIn = periodAt(anchor, confirmedAt);
      expect(end).toBeGreaterThan(confirmedAt);
      const inTime = confirmedAt <= cancellationDeadline(sentIn);
      const byRule = (inTime ? sentIn : nextPeriod(anchor, sentIn)).end;
      expect(end).toBe(startOfWarsawDay([byRule, confirmedIn.end].sort().at(-1)!));
      const later = endOfService({ anchor, sentAt, confirmedAt: confirmedAt + moreHours * HOUR_MS });
      expect(later).toBeGreaterThanOrEqual(end);
    }),
  );
});
