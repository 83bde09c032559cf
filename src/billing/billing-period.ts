import { Temporal } from 'temporal-polyfill';
import { startOfWarsawDay, type WarsawDay, warsawDay } from '../base/warsaw-time.ts';

/** What a tenant's billing periods follow from. */
export interface BillingAnchor {
  /** The first day of the first period. */
  readonly from: WarsawDay;
  /** The day of the month, 1 – 31, that all later periods begin on; null: that of `from`. */
  readonly day: number | null;
}

/** A month of a tenant's own, from a Warsaw midnight to a Warsaw midnight. */
export interface BillingPeriod {
  readonly start: WarsawDay;
  /** The first day of the next period. */
  readonly end: WarsawDay;
}

/** The period an instant (Unix ms) is in; of an instant before all periods, the first. */
export function periodAt(anchor: BillingAnchor, at: number): BillingPeriod {
  const today = warsawDay(at);
  if (today < anchor.from) return firstPeriod(anchor);
  const month = Temporal.PlainYearMonth.from(today.slice(0, 7));
  const begins = dayOf(month, anchor);
  const start = begins <= today ? begins : dayOf(month.subtract({ months: 1 }), anchor);
  return start <= anchor.from ? firstPeriod(anchor) : { start, end: nextBeginning(start, anchor) };
}

export function nextPeriod(anchor: BillingAnchor, { end }: BillingPeriod): BillingPeriod {
  return { start: end, end: nextBeginning(end, anchor) };
}

/** The period a day is in and all after it, oldest first, that have begun by an instant (Unix ms). */
export function periodsBetween(anchor: BillingAnchor, day: WarsawDay, until: number): BillingPeriod[] {
  const periods: BillingPeriod[] = [];
  const last = warsawDay(until);
  let period = periodAt(anchor, startOfWarsawDay(day));
  for (; period.start <= last; period = nextPeriod(anchor, period)) periods.push(period);
  return periods;
}

/** The instants (Unix ms) of a period: the first, and the first after it. */
export function instantsOf({ start, end }: BillingPeriod): { readonly startsAt: number; readonly endsAt: number } {
  return { startsAt: startOfWarsawDay(start), endsAt: startOfWarsawDay(end) };
}

function firstPeriod(anchor: BillingAnchor): BillingPeriod {
  return { start: anchor.from, end: nextBeginning(anchor.from, anchor) };
}

/** The first day after the given one that a period begins on. */
function nextBeginning(after: WarsawDay, anchor: BillingAnchor): WarsawDay {
  const month = Temporal.PlainYearMonth.from(after.slice(0, 7));
  const begins = dayOf(month, anchor);
  return begins > after ? begins : dayOf(month.add({ months: 1 }), anchor);
}

/** The day of a month that periods begin on: where the month has no such day, its last. */
function dayOf(month: Temporal.PlainYearMonth, { from, day }: BillingAnchor): WarsawDay {
  return month.toPlainDate({ day: day ?? Temporal.PlainDate.from(from).day }).toString();
}
