import { type Client, FTPError, type FTPResponse } from 'basic-ftp';
import { PushError } from '../push-error.ts';
import { type Limit, within } from '../within.ts';

/** A server that does not say goodbye is left without. */
const GOODBYE_MS = 2_000;

/**
 * The control connection's commands, each with the replies that fit it (RFC 959 §5.4, RFC 3659). Another one belongs to
 * another command: the server has answered one twice, and all that follow would be taken for what they are not. The
 * connection ends there, with `answer-garbled`. Refusals (4yz, 5yz) are thrown as `FTPError`.
 */
export class FtpCommands {
  readonly #client: Client;
  readonly #limit: Limit;

  constructor(client: Client, limit: Limit) {
    this.#client = client;
    this.#limit = limit;
  }

  async size(path: string): Promise<number> {
    const { message } = await this.ask(`SIZE ${path}`, [213]);
    const digits = /^213 (\d+)/.exec(message)?.[1];
    if (digits === undefined) throw this.garbled(message);
    return Number(digits);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.ask(`RNFR ${from}`, [350]);
    await this.ask(`RNTO ${to}`, [250, 200]);
  }

  async remove(path: string): Promise<void> {
    await this.ask(`DELE ${path}`, [250, 200]);
  }

  async makeFolder(path: string): Promise<void> {
    await this.ask(`MKD ${path}`, [257, 250, 200]);
  }

  /** Whether there is a folder, that we may enter. */
  async isFolder(path: string): Promise<boolean> {
    try {
      await this.ask(`CWD ${path}`, [250, 200]);
      return true;
    } catch (error) {
      if (error instanceof FTPError) return false;
      throw error;
    }
  }

  async quit(): Promise<void> {
    const { ms } = this.#limit;
    await within(this.#client.send('QUIT'), { ...this.#limit, ms: Math.min(GOODBYE_MS, ms) }).catch(() => {});
    this.#client.close();
  }

  async ask(command: string, fitting: readonly number[]): Promise<FTPResponse> {
    const reply = await within(this.#client.send(command), this.#limit);
    if (!fitting.includes(reply.code)) throw this.garbled(reply.message);
    return reply;
  }

  /** Ends the connection; the failure to throw. */
  garbled(message: string): PushError {
    this.#client.close();
    return new PushError('answer-garbled', message);
  }
}
