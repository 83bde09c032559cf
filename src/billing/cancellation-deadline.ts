import { addDays, startOfWarsawDay, warsawInstant } from '../base/warsaw-time.ts';
import { type BillingAnchor, type BillingPeriod, nextPeriod, periodAt } from './billing-period.ts';
import { lastWorkingDayUpTo } from './working-days.ts';

const CLOSING_TIME = '15:00';

/**
 * The last instant (Unix ms) at which a cancellation still ends a service with this period: 15:00 of the last working
 * day before the next period begins, so a working day that is the period's last counts.
 */
export function cancellationDeadline({ end }: BillingPeriod): number {
  return warsawInstant(lastWorkingDayUpTo(addDays(end, -1)), CLOSING_TIME);
}

export interface ReceivedCancellation {
  readonly anchor: BillingAnchor;
  /** When the customer sent it, Unix ms. */
  readonly sentAt: number;
  /** When the operator confirmed that it came, Unix ms. */
  readonly confirmedAt: number;
}

/**
 * The first instant (Unix ms) without the cancelled service: it ends with the period the cancellation was sent in where
 * it was sent and confirmed by the deadline, otherwise with the next. Confirmed later still, it ends with the period it
 * is confirmed in: what was used is paid for, and no end is ever set in the past.
 */
export function endOfService({ anchor, sentAt, confirmedAt }: ReceivedCancellation): number {
  const sentIn = periodAt(anchor, sentAt);
  const inTime = Math.max(sentAt, confirmedAt) <= cancellationDeadline(sentIn);
  const byRule = inTime ? sentIn : nextPeriod(anchor, sentIn);
  const { end: soonest } = periodAt(anchor, confirmedAt);
  return startOfWarsawDay(byRule.end > soonest ? byRule.end : soonest);
}
