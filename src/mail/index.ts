export type { Language, Letter } from './letter.ts';
export { type QueuedMail, queueMail } from './queue-mail.ts';
