import type { Command } from 'commander';
import { type ListedMail, listMails } from '../mail/index.ts';
import { type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';

export function addMailCommands(program: Command, run: CommandRunner): void {
  const mail = sub(program, 'mail').description('mails to customers');
  sub(mail, 'list')
    .option('--waiting', 'only those not yet sent')
    .action(({ waiting = false }: { waiting?: boolean }) => run((context) => mailList(context, { waiting }))());
}

/** The mails waiting and sent, the newest first. */
async function mailList(context: CommandContext, filter: { readonly waiting: boolean }): Promise<void> {
  const mails = await withDatabase(context, (db) => listMails(db, filter));
  context.output.result(mails.map(mailView), (list) => list.map(mailLine).join('\n') || 'no mails');
}

function mailView(mail: ListedMail) {
  return {
    ...mail,
    createdAt: isoTime(mail.createdAt),
    nextAttemptAt: isoTime(mail.nextAttemptAt),
    sentAt: isoTime(mail.sentAt),
  };
}

function mailLine({ id, kind, recipient, subject, sentAt, nextAttemptAt, failure }: ReturnType<typeof mailView>) {
  const state = sentAt === null ? `waits until ${nextAttemptAt}` : `sent ${sentAt}`;
  return `${id}  ${kind}  ${recipient}  ${subject}  ${state}  ${failure ?? ''}`.trimEnd();
}
