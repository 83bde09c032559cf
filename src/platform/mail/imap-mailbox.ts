import { exponentialBackoff } from '../../base/backoff.ts';
import { type Clock, delay } from '../../base/clock.ts';
import type { Logger } from '../logging.ts';
import { ImapSession } from './imap-session.ts';
import type { Mailbox, ReceivedMail } from './mailbox.ts';

/** Between two attempts to reach the server. */
const RECONNECT_BACKOFF = exponentialBackoff({ firstMs: 1_000, maxMs: 5 * 60_000 });

export interface ImapMailboxOptions {
  /** `imaps://user:password@host/FOLDER`; the folder is INBOX where none is named. */
  readonly url: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * A folder of an IMAP server. What is done is told by where a mail is, never by its number: a new UIDVALIDITY
 * (RFC 9051 §2.3.1.1) or a mail marked as read by a person changes nothing.
 */
export function createImapMailbox(options: ImapMailboxOptions): Mailbox {
  return { watch: (handle, signal) => watch(options, handle, signal) };
}

type Handle = (mail: ReceivedMail) => Promise<void>;

async function watch({ url, clock, log }: ImapMailboxOptions, handle: Handle, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await new ImapSession({ url: new URL(url), clock, log, handle }).run(signal, () => (failures = 0));
    } catch (error) {
      if (signal.aborted) return;
      const waitMs = RECONNECT_BACKOFF(failures);
      failures += 1;
      log.warn({ reason: reasonOf(error), waitMs }, 'mailbox: starting again');
      await delay(clock, waitMs, signal);
    }
  }
}

/** What may be logged of a failure: a server's own words may hold addresses. */
function reasonOf(error: unknown): string {
  const { code, name } = error as { readonly code?: string; readonly name?: string };
  return code ?? name ?? 'unknown';
}
