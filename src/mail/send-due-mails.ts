import { sql } from 'kysely';
import { type Backoff, backoffTable } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { mailSignature } from '../branding/index.ts';
import { MailNotSentError, type MailTransport, type NotSentReason } from '../platform/mail/index.ts';
import { Counter, type Registry } from '../platform/metrics.ts';
import { type Claimed, claimDue, type Outbox, saveAttempt, withLease } from '../platform/outbox.ts';
import type { Database } from '../platform/postgres/index.ts';
import { languageOf } from './mail-queue.ts';
import { renderMail } from './mail-text.ts';

/** The rest is sent by the job's next run. */
const MAX_MAILS_PER_RUN = 200;
/** How much of a failure's text is stored. */
const MAX_FAILURE_CHARS = 500;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const UNAVAILABLE_DELAYS_MS = [MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS] as const;

/** `source-failed`: the fault is ours, and says nothing about other mails. */
type FailureReason = NotSentReason | 'source-failed';

/** A mail is never given up: a server comes back, a full mailbox is emptied, a wrong address is corrected. */
const BACKOFFS: Readonly<Record<FailureReason, Backoff>> = {
  'server-unavailable': backoffTable(...UNAVAILABLE_DELAYS_MS),
  'temporarily-refused': backoffTable(5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS),
  refused: backoffTable(HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS),
  'source-failed': backoffTable(5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS),
};

const MAILS: Outbox<'mails'> = {
  table: 'mails',
  key: 'id',
  isWaiting: sql<boolean>`sent_at IS NULL`,
  maxDelayMs: 25 * HOUR_MS,
  crashDelaysMs: UNAVAILABLE_DELAYS_MS,
};

interface SendMailsOptions {
  readonly db: Database;
  readonly transport: MailTransport;
  readonly clock: Clock;
  /** Signs every mail. */
  readonly operatorName: string;
  /** Ends the run after the current mail. */
  readonly signal?: AbortSignal;
  readonly metrics: MailMetrics;
}

interface SentMails {
  readonly sent: number;
  readonly failed: number;
}

/**
 * Sends the mails that are due, the longest waiting first. Any number of workers share the work. The mail of a worker that was
 * killed is sent by another when the lease has ended, under the same Message-ID. A run ends early when the server is unreachable.
 */
export async function sendDueMails(options: SendMailsOptions): Promise<SentMails> {
  const { db, clock, metrics } = options;
  const count = { sent: 0, failed: 0 };
  while (count.sent + count.failed < MAX_MAILS_PER_RUN && !options.signal?.aborted) {
    const [mail] = await claimDue(db, MAILS, { now: clock.now(), limit: 1 });
    if (mail === undefined) break;
    const failure = await sendClaimed(options, mail);
    count[failure === null ? 'sent' : 'failed'] += 1;
    if (failure?.reason === 'server-unavailable') break;
  }
  metrics.sent.inc(count.sent);
  metrics.failures.inc(count.failed);
  return count;
}

/** Returns why the mail was not sent; null: it was. */
function sendClaimed(options: SendMailsOptions, { lease, row }: Claimed<'mails'>): Promise<MailFailure | null> {
  const { db, clock } = options;
  return withLease(options, lease, async (signal) => {
    const failure = await sendMail(options, row, signal).then(() => null, failureOf);
    const now = clock.now();
    const changes =
      failure === null
        ? { failure: null, sent_at: new Date(now), attachment: null, ...(row.secret && { body: '' }) }
        : { failure: failure.text, next_attempt_at: new Date(now + BACKOFFS[failure.reason](row.attempts)) };
    await saveAttempt(db, lease, { succeeded: failure === null, changes });
    return failure;
  });
}

async function sendMail(
  { db, transport, operatorName }: SendMailsOptions,
  row: Claimed<'mails'>['row'],
  lost: AbortSignal,
): Promise<void> {
  const language = row.language ?? (await languageOf(db, row.tenant_id));
  const text = renderMail(language, row, await mailSignature(db, operatorName));
  const { id, recipient, subject, created_at: createdAt, attachment_name: name, attachment: content } = row;
  // Another worker may be sending it.
  lost.throwIfAborted();
  await transport.send({
    id,
    recipient,
    subject,
    text,
    writtenAt: createdAt.getTime(),
    ...(name !== null && content !== null && { attachment: { name, content } }),
  });
}

interface MailFailure {
  readonly reason: FailureReason;
  readonly text: string;
}

function failureOf(error: unknown): MailFailure {
  const text = (error instanceof Error ? error.message : String(error)).slice(0, MAX_FAILURE_CHARS);
  return { reason: error instanceof MailNotSentError ? error.reason : 'source-failed', text };
}

type MailMetrics = ReturnType<typeof createMailMetrics>;

export function createMailMetrics(registry: Registry) {
  const registers = [registry];
  return {
    sent: new Counter({ name: 'fonoteka_mails_sent_total', help: 'Mails sent.', registers }),
    failures: new Counter({
      name: 'fonoteka_mail_failures_total',
      help: 'Attempts to send a mail that failed; each is tried again.',
      registers,
    }),
  };
}
