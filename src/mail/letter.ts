/** The languages mails are written in. */
export type Language = 'pl' | 'en';

/** What a mail says, without greeting and signature: those are put around it when it is sent. */
export interface MailText {
  readonly subject: string;
  /** Plain text, its lines broken by `\n`. */
  readonly body: string;
}
