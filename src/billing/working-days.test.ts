import { expect, test } from 'vitest';
import { addDays } from '../base/warsaw-time.ts';
import { isWorkingDay, lastWorkingDayUpTo } from './working-days.ts';

/** By the Act of 18 January 1951 on days off work, as it stands since 2025; Easter as the Church reckoned it. */
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

test('of the weekdays of 2026 these are days off and all others working days', () => {
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

test('Christmas Eve is a working day up to 2024, and none since', () => {
  expect(isWorkingDay('2024-12-24')).toBe(true);
  expect(isWorkingDay('2025-12-24')).toBe(false);
});

test.each(['2026-05-02', '2026-05-03', '2026-05-10'])('%s, a weekend day, is none', (day) =>
  expect(isWorkingDay(day)).toBe(false),
);

test('Flag Day, Good Friday and New Year’s Eve are working days', () => {
  expect(['2025-05-02', '2026-04-03', '2026-12-31'].every(isWorkingDay)).toBe(true);
});

test('before a long Christmas the last working day is the 23rd', () => {
  expect(lastWorkingDayUpTo('2026-12-27')).toBe('2026-12-23');
  expect(lastWorkingDayUpTo('2026-12-23')).toBe('2026-12-23');
});
