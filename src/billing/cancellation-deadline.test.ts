import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, startOfWarsawDay, warsawInstant } from '../base/warsaw-time.ts';
import { anyAnchor, anyInstant } from './arbitraries.fixture.ts';
import { nextPeriod, periodAt } from './billing-period.ts';
import { cancellationDeadline, endOfService, isWorkingDay, lastWorkingDayUpTo } from './cancellation-deadline.ts';

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

test('15:00 is Warsaw time, in summer and in winter', () => {
  expect(new Date(cancellationDeadline({ start: '2026-07-01', end: '2026-08-01' })).toISOString()).toBe(
    '2026-07-31T13:00:00.000Z',
  );
  expect(new Date(cancellationDeadline({ start: '2026-12-01', end: '2027-01-01' })).toISOString()).toBe(
    '2026-12-31T14:00:00.000Z',
  );
});

test.each([
  ['sent and confirmed in time', '2026-01-12 09:00', '2026-01-12 10:00', '2026-02-01'],
  ['confirmed exactly at the deadline', '2026-01-30 14:59', '2026-01-30 15:00', '2026-02-01'],
  ['sent in time, confirmed a minute late', '2026-01-12 09:00', '2026-01-30 15:01', '2026-03-01'],
  ['sent late', '2026-01-31 09:00', '2026-01-31 09:05', '2026-03-01'],
  ['sent in time, confirmed in the next period', '2026-01-12 09:00', '2026-02-02 09:00', '2026-03-01'],
  ['sent late, confirmed in the next period', '2026-01-31 09:00', '2026-02-27 15:01', '2026-03-01'],
  ['sent in time, confirmed months later', '2026-01-12 09:00', '2026-04-30 23:59', '2026-05-01'],
])('%s: ends with the expected period', (_case, sent, confirmed, end) => {
  expect(endOfService({ anchor, sentAt: warsaw(sent), confirmedAt: warsaw(confirmed) })).toBe(startOfWarsawDay(end));
});

test('the deadline is always 15:00 of the last working day of the period', () => {
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

test('a service ends with the current period if in time, otherwise with the next; a later confirmation never ends it earlier', () => {
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

/** By the Act of 18 January 1951 on days off work, as in force since 2025; Easter as the Church calculates it. */
const DAYS_OFF_2026 = [
  ['2026-01-01', 'New Year'],
  ['2026-01-06', 'Epiphany'],
  ['2026-04-06', 'Easter Monday'],
  ['2026-05-01', 'Labour Day'],
  ['2026-06-04', 'Corpus Christi'],
  ['2026-11-11', 'Independence Day'],
  ['2026-12-24', 'Christmas Eve'],
  ['2026-12-25', 'Christmas'],
] as const;

test('exactly these weekdays of 2026 are not working days', () => {
  const off: string[] = [];
  for (let day = '2026-01-01'; day <= '2026-12-31'; day = addDays(day, 1)) {
    const weekday = new Date(day).getUTCDay() % 6 !== 0;
    if (weekday && !isWorkingDay(day)) off.push(day);
  }
  expect(off).toEqual(DAYS_OFF_2026.map(([day]) => day));
});

test.each([
  ['2025-04-21', 'Easter Monday'],
  ['2027-05-27', 'Corpus Christi'],
  ['2030-04-22', 'Easter Monday'],
  ['2038-04-26', 'Easter Monday, the latest there is'],
])('%s is no working day: %s', (day) => expect(isWorkingDay(day)).toBe(false));

test('Christmas Eve is a working day until 2024, not since', () => {
  expect(isWorkingDay('2024-12-24')).toBe(true);
  expect(isWorkingDay('2025-12-24')).toBe(false);
});

test.each(['2026-05-02', '2026-05-03', '2026-05-10'])('%s, a weekend day, is no working day', (day) =>
  expect(isWorkingDay(day)).toBe(false),
);

test('Flag Day, Good Friday and New Year’s Eve are working days', () => {
  expect(['2025-05-02', '2026-04-03', '2026-12-31'].every(isWorkingDay)).toBe(true);
});

test('the last working day before a long Christmas is the 23rd', () => {
  expect(lastWorkingDayUpTo('2026-12-27')).toBe('2026-12-23');
  expect(lastWorkingDayUpTo('2026-12-23')).toBe('2026-12-23');
});
