import type { Transporter } from 'nodemailer';
import {
  MailNotSentError,
  type MailTransport,
  mimeMessage,
  type NotSentReason,
  type OutgoingMail,
} from './mail-transport.ts';

/** For each of these steps: DNS, connecting, the greeting. */
const STEP_TIMEOUT_MS = 30_000;
/** A server may check a mail for long before it confirms it. If we stopped waiting, it would be sent twice (RFC 5321 §4.5.3.2.6). */
const ANSWER_TIMEOUT_MS = 90_000;
const MAX_DETAIL_CHARS = 500;

/** Errors of nodemailer about one mail: its recipient or its content. */
const ABOUT_THE_MAIL = new Set(['EENVELOPE', 'EMESSAGE']);

/** Sends through a server with an address like `smtp://user:password@host:port` or `smtps://…`. */
export class SmtpTransport implements MailTransport {
  readonly #url: string;
  readonly #requireTLS: boolean;
  readonly #from: string;
  /** Null until the first mail. */
  #transporter: Transporter | null = null;

  constructor({ url, from }: { readonly url: string; readonly from: string }) {
    this.#url = url;
    this.#requireTLS = needsTls(new URL(url));
    this.#from = from;
  }

  async send(mail: OutgoingMail): Promise<void> {
    const { createTransport } = await import('nodemailer');
    this.#transporter ??= createTransport({
      url: this.#url,
      requireTLS: this.#requireTLS,
      connectionTimeout: STEP_TIMEOUT_MS,
      greetingTimeout: STEP_TIMEOUT_MS,
      socketTimeout: ANSWER_TIMEOUT_MS,
      dnsTimeout: STEP_TIMEOUT_MS,
    });
    try {
      await this.#transporter.sendMail(mimeMessage(mail, this.#from));
    } catch (error) {
      const { message } = error as SmtpError;
      throw new MailNotSentError(reasonOf(error as SmtpError), message.slice(0, MAX_DETAIL_CHARS), { cause: error });
    }
  }

  close(): void {
    this.#transporter?.close();
  }
}

/** A password is sent to another machine only through TLS. */
export function needsTls({ hostname, password }: URL): boolean {
  return password !== '' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

interface SmtpError extends Error {
  readonly code?: string;
  /** The server's reply code, if it replied. */
  readonly responseCode?: number;
}

function reasonOf({ code = '', responseCode }: SmtpError): NotSentReason {
  if (!ABOUT_THE_MAIL.has(code)) return 'server-unavailable';
  // RFC 5321 §4.2.1: 5yz, "the SMTP client SHOULD NOT repeat the exact request". Without a reply the mail was never sent.
  return responseCode === undefined || responseCode >= 500 ? 'refused' : 'temporarily-refused';
}
