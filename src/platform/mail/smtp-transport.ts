import { createTransport, type Transporter } from 'nodemailer';
import type { MailTransport, NotSentReason, OutgoingMail } from './mail-transport.ts';
import { MailNotSent } from './mail-transport.ts';
import { mimeMessage } from './mime-message.ts';
import { needsTls } from './needs-tls.ts';

/** A server that takes longer than this to be found, to take the connection or to greet is away. */
const STEP_TIMEOUT_MS = 30_000;
/** A server may look long at a mail before it says that it has it; who gives up sends it twice (RFC 5321 §4.5.3.2.6). */
const ANSWER_TIMEOUT_MS = 90_000;
/** What a server says may be long. */
const MAX_DETAIL_CHARS = 500;

/** Sends by the server of an address `smtp://user:password@host:port` or `smtps://…`. */
export function createSmtpTransport({ url, from }: { readonly url: string; readonly from: string }): MailTransport {
  return new SmtpTransport(
    createTransport({
      url,
      requireTLS: needsTls(new URL(url)),
      connectionTimeout: STEP_TIMEOUT_MS,
      greetingTimeout: STEP_TIMEOUT_MS,
      socketTimeout: ANSWER_TIMEOUT_MS,
      dnsTimeout: STEP_TIMEOUT_MS,
    }),
    from,
  );
}

class SmtpTransport implements MailTransport {
  readonly #transporter: Transporter;
  readonly #from: string;

  constructor(transporter: Transporter, from: string) {
    this.#transporter = transporter;
    this.#from = from;
  }

  async send(mail: OutgoingMail): Promise<void> {
    try {
      await this.#transporter.sendMail(mimeMessage(mail, this.#from));
    } catch (error) {
      throw notSent(error as SmtpError);
    }
  }

  close(): void {
    this.#transporter.close();
  }
}

interface SmtpError extends Error {
  readonly code?: string;
  /** The server's reply code, where it replied. */
  readonly responseCode?: number;
}

/** What nodemailer calls a failure that is about the one mail: its recipient, its content. */
const ABOUT_THE_MAIL = new Set(['EENVELOPE', 'EMESSAGE']);

function notSent(error: SmtpError): MailNotSent {
  return new MailNotSent(reasonOf(error), error.message.slice(0, MAX_DETAIL_CHARS), { cause: error });
}

function reasonOf({ code = '', responseCode }: SmtpError): NotSentReason {
  if (!ABOUT_THE_MAIL.has(code)) return 'server-away';
  // RFC 5321 §4.2.1: 5yz, "the SMTP client SHOULD NOT repeat the exact request". Without a reply: we cannot even ask.
  return responseCode === undefined || responseCode >= 500 ? 'refused' : 'not-now';
}
