import { Temporal } from 'temporal-polyfill';
import { startOfWarsawDay, type WarsawDay, warsawDay } from '../base/warsaw-time.ts';

/** Determines a tenant's billing periods. */
export interface BillingAnchor {
  /** The first day of the first period. */
  readonly from: WarsawDay;
  /** The day of the month, 1 – 31, on which all later periods begin; null: the day of `from`. */
  readonly day: number | null;
}

/** A month by a tenant's billing day, from a Warsaw midnight to a Warsaw midnight. */
export interface BillingPeriod {
  readonly start: WarsawDay;
  /** The first day of the next period. */
  readonly end: WarsawDay;
}

/** The period that contains an instant (Unix ms); for an instant before all periods, the first. */
export function periodAt(anchor: BillingAnchor, at: number): BillingPeriod {
  const today = warsawDay(at);
  if (today < anchor.from) return firstPeriod(anchor);
  const month = Temporal.PlainYearMonth.from(today.slice(0, 7));
  const begins = dayOf(month, anchor);
  const start = begins <= today ? begins : dayOf(month.subtract({ months: 1 }), anchor);
  return start <= anchor.from ? firstPeriod(anchor) : { start, end: nextStart(start, anchor) };
}

export function nextPeriod(anchor: BillingAnchor, { end }: BillingPeriod): BillingPeriod {
  return { start: end, end: nextStart(end, anchor) };
}

/** The period that contains a day, and all later ones that have begun by an instant (Unix ms), oldest first. */
export function periodsBetween(anchor: BillingAnchor, day: WarsawDay, until: number): BillingPeriod[] {
  const periods: BillingPeriod[] = [];
  const last = warsawDay(until);
  let period = periodAt(anchor, startOfWarsawDay(day));
  for (; period.start <= last; period = nextPeriod(anchor, period)) periods.push(period);
  return periods;
}

/** The first instant of a period and the first instant after it, Unix ms. */
export function instantsOf({ start, end }: BillingPeriod): { readonly startsAt: number; readonly endsAt: number } {
  return { startsAt: startOfWarsawDay(start), endsAt: startOfWarsawDay(end) };
}

function firstPeriod(anchor: BillingAnchor): BillingPeriod {
  return { start: anchor.from, end: nextStart(anchor.from, anchor) };
}

/** The first day after the given one on which a period begins. */
function nextStart(after: WarsawDay, anchor: BillingAnchor): WarsawDay {
  const month = Temporal.PlainYearMonth.from(after.slice(0, 7));
  const begins = dayOf(month, anchor);
  return begins > after ? begins : dayOf(month.add({ months: 1 }), anchor);
}

/** The day of a month on which periods begin; the month's last day if it is too short. */
function dayOf(month: Temporal.PlainYearMonth, { from, day }: BillingAnchor): WarsawDay {
  return month.toPlainDate({ day: day ?? Temporal.PlainDate.from(from).day }).toString();
}
