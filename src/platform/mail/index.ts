export { ImapMailbox, type ReceivedMail } from './imap-mailbox.ts';
export { MailNotSentError, type MailTransport, type NotSentReason, type OutgoingMail } from './mail-transport.ts';
export { OutboxFolder } from './outbox-folder.ts';
export { SmtpTransport } from './smtp-transport.ts';
