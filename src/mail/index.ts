export type { Language, Letter } from './letter.ts';
export { type ListedMail, listMails } from './list-mails.ts';
export { createMailMetrics, type MailMetrics } from './mail-metrics.ts';
export { type QueuedMail, queueMail } from './queue-mail.ts';
export { type SendingOptions, type SentMails, sendDueMails } from './send-due-mails.ts';
export { writtenDay, writtenInstant, writtenMoney } from './written.ts';
