export { formatDay, formatInstant, formatMoney, type Language, type MailText } from './mail-text.ts';
export { type ListedMail, listMails, type NewMail, queueMail } from './mail-queue.ts';
export {
  createMailMetrics,
  type MailMetrics,
  sendDueMails,
  type SendMailsOptions,
  type SentMails,
} from './send-due-mails.ts';
