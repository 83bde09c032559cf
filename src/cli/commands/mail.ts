import { type ListedMail, listMails } from '../../mail/index.ts';
import type { CommandContext } from '../command-context.ts';
import { withDatabase } from '../with-database.ts';

/** The mails on their way out and those sent, the newest first. */
export async function mailList(context: CommandContext, only: { readonly waiting: boolean }): Promise<void> {
  const mails = await withDatabase(context, (db) => listMails(db, only));
  context.output.answer(mails.map(withDates), (list) => list.map(line).join('\n') || 'no mails');
}

/** Outside, instants are ISO 8601. */
function withDates(mail: ListedMail) {
  return {
    ...mail,
    createdAt: new Date(mail.createdAt).toISOString(),
    nextAttemptAt: new Date(mail.nextAttemptAt).toISOString(),
    sentAt: mail.sentAt === null ? null : new Date(mail.sentAt).toISOString(),
  };
}

function line({ id, kind, recipient, subject, sentAt, nextAttemptAt, failure }: ReturnType<typeof withDates>): string {
  const state = sentAt === null ? `waits until ${nextAttemptAt}` : `sent ${sentAt}`;
  return `${id}  ${kind}  ${recipient}  ${subject}  ${state}  ${failure ?? ''}`.trimEnd();
}
