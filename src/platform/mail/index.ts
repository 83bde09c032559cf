export { createDnsResolver } from './dns-resolver.ts';
export { type ImapMailboxOptions, createImapMailbox } from './imap-mailbox.ts';
export type { Mailbox, ReceivedMail } from './mailbox.ts';
export { MailNotSent, type MailTransport, type NotSentReason, type OutgoingMail } from './mail-transport.ts';
export { createOutboxFolder } from './outbox-folder.ts';
export { createSmtpTransport } from './smtp-transport.ts';
