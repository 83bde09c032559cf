import { MailNotSent, type NotSentReason } from '../platform/mail/index.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * When a mail is tried again after its first, second, … failure; the last of a row is kept to for ever. A server that
 * is away comes back; a full mailbox is emptied, a greylist waited for; an address that is refused may be mended.
 */
const DELAYS_MS: Readonly<Record<NotSentReason, readonly number[]>> = {
  'server-away': [MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS],
  'not-now': [5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS],
  refused: [HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS],
};

/** How long to wait, given the failure and how many there were before it. */
export function retryDelayMs(failure: unknown, failuresBefore: number): number {
  const delays = DELAYS_MS[failure instanceof MailNotSent ? failure.reason : 'server-away'];
  return delays[Math.min(failuresBefore, delays.length - 1)]!;
}

/** Whether the next mail would fail alike. */
export function blamesTheServer(failure: unknown): boolean {
  return !(failure instanceof MailNotSent) || failure.reason === 'server-away';
}
