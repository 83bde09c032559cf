export type { Language, MailText } from './letter.ts';
export { type ListedMail, listMails } from './list-mails.ts';
export { createMailMetrics, type MailMetrics } from './mail-metrics.ts';
export { type NewMail, queueMail } from './queue-mail.ts';
export { type SendMailsOptions, type SentMails, sendDueMails } from './send-due-mails.ts';
export { formatDay, formatInstant, formatMoney } from './written.ts';
