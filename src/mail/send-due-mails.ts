import { sql } from 'kysely';
import type { Clock } from '../base/clock.ts';
import type { MailId } from '../base/ids.ts';
import type { MailTransport } from '../platform/mail/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { blamesTheServer, retryDelayMs } from './failure-to-retry.ts';
import { framed } from './framed.ts';
import type { Language } from './letter.ts';
import { type MailMetrics, measureMails } from './mail-metrics.ts';

/** One run of the job sends at most as many; what is left is due at the next. */
const MAX_MAILS_A_RUN = 200;
/**
 * How long a mail's transaction may wait for the server, ms: longer than a transport takes at its slowest. Were it cut
 * before, a mail that went out would not be known as sent, and go out again, and again.
 */
const SENDING_MS = 20 * 60_000;
/** What is kept of a failure's text. */
const MAX_FAILURE_CHARS = 500;

export interface SendingOptions {
  readonly db: Database;
  readonly transport: MailTransport;
  readonly clock: Clock;
  /** Signs every mail. */
  readonly operatorName: string;
  /** Ends the run after the mail under way. */
  readonly signal?: AbortSignal;
  readonly metrics: MailMetrics;
}

export interface SentMails {
  readonly sent: number;
  readonly failed: number;
}

/**
 * Sends the mails that are due, the longest waiting first. A mail is locked while it is sent, so any number of workers
 * share the work; one that is killed leaves its mail to the others, under the same Message-ID. A run ends early when
 * the server is away.
 */
export async function sendDueMails(options: SendingOptions): Promise<SentMails> {
  const count = { sent: 0, failed: 0 };
  while (count.sent + count.failed < MAX_MAILS_A_RUN && !options.signal?.aborted) {
    const outcome = await options.db.transaction().execute(async (transaction) => {
      await sql`SET LOCAL idle_in_transaction_session_timeout = ${sql.lit(SENDING_MS)}`.execute(transaction);
      return sendNext(transaction, options);
    });
    if (outcome === 'none due') break;
    count[outcome === 'sent' ? 'sent' : 'failed'] += 1;
    if (outcome === 'server away') break;
  }
  options.metrics.sent.inc(count.sent);
  options.metrics.failures.inc(count.failed);
  await measureMails(options.db, options.metrics);
  return count;
}

type Outcome = 'none due' | 'sent' | 'failed' | 'server away';

async function sendNext(transaction: Database, options: SendingOptions): Promise<Outcome> {
  const mail = await lockNextDue(transaction, options.clock.now());
  if (mail === undefined) return 'none due';
  try {
    await options.transport.send({
      id: mail.id,
      recipient: mail.recipient,
      subject: mail.subject,
      text: framed(mail.language, mail, options.operatorName),
      writtenAt: mail.created_at.getTime(),
    });
  } catch (error) {
    await postpone(transaction, mail, { error, now: options.clock.now() });
    return blamesTheServer(error) ? 'server away' : 'failed';
  }
  await markSent(transaction, mail.id, options.clock.now());
  return 'sent';
}

type DueMail = NonNullable<Awaited<ReturnType<typeof lockNextDue>>>;

function lockNextDue(transaction: Database, now: number) {
  return transaction
    .selectFrom('mails')
    .leftJoin('tenants', 'tenants.id', 'mails.tenant_id')
    .select(['mails.id', 'recipient', 'subject', 'body', 'attempts', 'mails.created_at'])
    .select((eb) => eb.fn.coalesce('tenants.language', eb.val<Language>('pl')).as('language'))
    .where('sent_at', 'is', null)
    .where('next_attempt_at', '<=', new Date(now))
    .orderBy('next_attempt_at')
    .limit(1)
    .forUpdate('mails')
    .skipLocked()
    .executeTakeFirst();
}

async function markSent(transaction: Database, id: MailId, now: number): Promise<void> {
  await transaction
    .updateTable('mails')
    .set(({ eb }) => ({ sent_at: new Date(now), attempts: eb('attempts', '+', 1), failure: null }))
    .where('id', '=', id)
    .execute();
}

async function postpone(
  transaction: Database,
  { id, attempts }: DueMail,
  { error, now }: { readonly error: unknown; readonly now: number },
): Promise<void> {
  await transaction
    .updateTable('mails')
    .set({
      attempts: attempts + 1,
      next_attempt_at: new Date(now + retryDelayMs(error, attempts)),
      failure: (error instanceof Error ? error.message : String(error)).slice(0, MAX_FAILURE_CHARS),
    })
    .where('id', '=', id)
    .execute();
}
