/** Sends mails. */
export interface MailTransport {
  /**
   * Resolves when the mail is handed over to the next server or written to the folder. The same mail sent again (with the
   * same id) has the same Message-ID. Fails with `MailNotSentError`.
   */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

export interface OutgoingMail {
  /** The left side of its Message-ID. */
  readonly id: string;
  readonly recipient: string;
  readonly subject: string;
  /** Plain text with lines separated by `\n`. */
  readonly text: string;
  /** Unix ms. */
  readonly writtenAt: number;
  /** A PDF. */
  readonly attachment?: { readonly name: string; readonly content: Buffer };
}

/**
 * `server-unavailable`: the server does not answer or does not let us sign in. `temporarily-refused`: it does not accept
 * this mail now. `refused`: it does not accept this mail. The last two say nothing about other mails.
 */
export type NotSentReason = 'server-unavailable' | 'temporarily-refused' | 'refused';

export class MailNotSentError extends Error {
  readonly reason: NotSentReason;

  constructor(reason: NotSentReason, detail: string, options?: { cause?: unknown }) {
    super(detail, options);
    this.name = 'MailNotSentError';
    this.reason = reason;
  }
}

/** The mail for nodemailer, which chooses quoted-printable or base64 as the text needs. Nothing is fetched from anywhere. */
export function mimeMessage({ id, recipient, subject, text, writtenAt, attachment }: OutgoingMail, from: string) {
  return {
    from,
    to: { name: '', address: recipient },
    subject,
    text,
    date: new Date(writtenAt),
    ...(attachment !== undefined && {
      attachments: [{ filename: attachment.name, content: attachment.content, contentType: 'application/pdf' }],
    }),
    messageId: `<${id}@${domainOf(from)}>`,
    // RFC 3834 §5: prevents automatic replies such as vacation notices.
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function domainOf(from: string): string {
  return /@([^@\s>]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
}
