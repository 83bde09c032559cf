/**
 * How long a mail may be on its way. RFC 5321 §4.5.4.1: a server gives up after "at least 4-5 days", so an honest mail
 * is not older when it comes; a sender's clock, or a sender, may say anything.
 */
export const MAX_TRANSIT_MS = 5 * 24 * 3_600_000;

/**
 * When a mail was sent: what its Date header says, as far as that is possible. `receivedAt` is the mail server's word.
 * All in Unix ms.
 */
export function sentAt(dateHeader: number | null, receivedAt: number): number {
  if (dateHeader === null || Number.isNaN(dateHeader)) return receivedAt;
  return Math.min(receivedAt, Math.max(dateHeader, receivedAt - MAX_TRANSIT_MS));
}
