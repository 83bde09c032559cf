import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';
import { Temporal } from 'temporal-polyfill';
import { addDays, startOfWarsawDay, type WarsawDay, warsawInstant } from '../base/warsaw-time.ts';
import { type BillingAnchor, type BillingPeriod, nextPeriod, periodAt } from './billing-period.ts';

const CLOSING_TIME = '15:00';
const FRIDAY = 5;

/**
 * The last instant (Unix ms) at which a cancellation still ends a service with this period: 15:00 of the last working day
 * before the next period begins. A working day that is the period's last day counts.
 */
export function cancellationDeadline({ end }: BillingPeriod): number {
  return warsawInstant(lastWorkingDayUpTo(addDays(end, -1)), CLOSING_TIME);
}

interface ReceivedCancellation {
  readonly anchor: BillingAnchor;
  /** When the customer sent it, Unix ms. */
  readonly sentAt: number;
  /** When the operator confirmed its receipt, Unix ms. */
  readonly confirmedAt: number;
}

/**
 * The first instant (Unix ms) without the cancelled service. It ends with the period in which the cancellation was sent, if
 * sent and confirmed by the deadline; otherwise with the next. If confirmed even later, it ends with the period of the
 * confirmation: no end is ever set in the past.
 */
export function endOfService({ anchor, sentAt, confirmedAt }: ReceivedCancellation): number {
  const sentIn = periodAt(anchor, sentAt);
  const inTime = Math.max(sentAt, confirmedAt) <= cancellationDeadline(sentIn);
  const byRule = inTime ? sentIn : nextPeriod(anchor, sentIn);
  const { end: earliest } = periodAt(anchor, confirmedAt);
  return startOfWarsawDay(byRule.end > earliest ? byRule.end : earliest);
}

/** The given day, or the last working day before it. */
export function lastWorkingDayUpTo(day: WarsawDay): WarsawDay {
  let candidate = day;
  while (!isWorkingDay(candidate)) candidate = addDays(candidate, -1);
  return candidate;
}

/** Monday to Friday, except Poland's public holidays. */
export function isWorkingDay(day: WarsawDay): boolean {
  const { year, dayOfWeek } = Temporal.PlainDate.from(day);
  return dayOfWeek <= FRIDAY && !publicHolidays(year).has(day);
}

const requireHere = createRequire(import.meta.url);
/** Of all countries and calendars: a hundred modules, which the first question loads. Where it is missing, nothing starts. */
const LIBRARY = requireHere.resolve('date-holidays');
let calendar: Holidays | null = null;
/** Cached because calculating a year takes milliseconds. */
const HOLIDAYS_BY_YEAR = new Map<number, ReadonlySet<WarsawDay>>();

/** Those of the Act of 18 January 1951 on days off work, 24 December since 2025 among them. */
function publicHolidays(year: number): ReadonlySet<WarsawDay> {
  const cached = HOLIDAYS_BY_YEAR.get(year);
  if (cached !== undefined) return cached;
  calendar ??= new (requireHere(LIBRARY) as typeof Holidays)('PL', { types: ['public'] });
  const holidays = new Set(calendar.getHolidays(year).map(({ date }) => date.slice(0, 10)));
  HOLIDAYS_BY_YEAR.set(year, holidays);
  return holidays;
}
