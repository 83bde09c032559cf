export { formatDay, formatInstant, formatMoney, type Language, type MailText } from './mail-text.ts';
export { showMailGauges } from './mail-gauges.ts';
export { type ListedMail, listMails, queueMail } from './mail-queue.ts';
export { createMailMetrics, sendDueMails } from './send-due-mails.ts';
