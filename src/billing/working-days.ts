import Holidays from 'date-holidays';
import { Temporal } from 'temporal-polyfill';
import { addDays, type WarsawDay } from '../base/warsaw-time.ts';

const FRIDAY = 5;
const CALENDAR = new Holidays('PL', { types: ['public'] });
/** Reckoning a year takes milliseconds and always gives the same. */
const RECKONED_YEARS = new Map<number, ReadonlySet<WarsawDay>>();

/** Monday to Friday without Poland's public holidays. */
export function isWorkingDay(day: WarsawDay): boolean {
  const { year, dayOfWeek } = Temporal.PlainDate.from(day);
  return dayOfWeek <= FRIDAY && !publicHolidays(year).has(day);
}

/** The given day, or the last working day before it. */
export function lastWorkingDayUpTo(day: WarsawDay): WarsawDay {
  let candidate = day;
  while (!isWorkingDay(candidate)) candidate = addDays(candidate, -1);
  return candidate;
}

/** Those of the Act of 18 January 1951 on days off work, 24 December since 2025 among them. */
function publicHolidays(year: number): ReadonlySet<WarsawDay> {
  const known = RECKONED_YEARS.get(year);
  if (known !== undefined) return known;
  const reckoned = new Set(CALENDAR.getHolidays(year).map(({ date }) => date.slice(0, 10)));
  RECKONED_YEARS.set(year, reckoned);
  return reckoned;
}
