import { type Backoff, backoffTable } from '../base/backoff.ts';
import { MailNotSent, type NotSentReason } from '../platform/mail/index.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A mail is never given up: a server comes back, a full mailbox is emptied, a wrong address is corrected. */
const BACKOFFS: Readonly<Record<NotSentReason, Backoff>> = {
  'server-away': backoffTable(MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS),
  'not-now': backoffTable(5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS),
  refused: backoffTable(HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS),
};

/** How long to wait, given the failure and how many there were before it. */
export function retryDelayMs(failure: unknown, failuresBefore: number): number {
  return BACKOFFS[failure instanceof MailNotSent ? failure.reason : 'server-away'](failuresBefore);
}

/** Whether the next mail would fail alike. */
export function blamesTheServer(failure: unknown): boolean {
  return !(failure instanceof MailNotSent) || failure.reason === 'server-away';
}
