/** Where mails go out. */
export interface MailTransport {
  /**
   * Resolves when the mail is in other hands: the next server's, or the folder's. Sent again (the same id) it is the
   * same mail to whoever gets it. Fails with `MailNotSent`.
   */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

export interface OutgoingMail {
  /** The left side of its Message-ID. */
  readonly id: string;
  readonly recipient: string;
  readonly subject: string;
  /** Plain text, its lines broken by `\n`. */
  readonly text: string;
  /** Unix ms. */
  readonly writtenAt: number;
}

/**
 * Why a mail is still here: the server is away or lets nobody in; it takes this mail later; it does not take this
 * mail. The last two say nothing of other mails.
 */
export type NotSentReason = 'server-away' | 'not-now' | 'refused';

export class MailNotSent extends Error {
  readonly reason: NotSentReason;

  constructor(reason: NotSentReason, detail: string, options?: { cause?: unknown }) {
    super(detail, options);
    this.name = 'MailNotSent';
    this.reason = reason;
  }
}
