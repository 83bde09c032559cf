import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';

export interface AcceptedMail {
  readonly recipients: readonly string[];
  readonly raw: string;
}

/** An SMTP server on loopback that accepts every mail, or refuses recipients with the given reply. */
export class SmtpSink {
  readonly mails: AcceptedMail[] = [];
  /** The reply code for a recipient; null: accepted. */
  refuse: (recipient: string) => number | null = () => null;
  readonly #server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      logger: false,
      onRcptTo: ({ address }, _session, done) => {
        const code = this.refuse(address);
        done(code === null ? null : Object.assign(new Error('not here'), { responseCode: code }));
      },
      onData: (stream, { envelope }, done) => {
        void buffer(stream).then((raw) => {
          const recipients = envelope.rcptTo.map(({ address }) => address);
          this.mails.push({ recipients, raw: raw.toString() });
          done();
        });
      },
      ...options,
    });
  }

  /** Runs until the test ends. */
  static async start(options: SMTPServerOptions = {}): Promise<SmtpSink> {
    const sink = new SmtpSink(options);
    sink.#server.listen(0, '127.0.0.1');
    await once(sink.#server.server, 'listening');
    onTestFinished(() => sink.#close());
    return sink;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  #close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}
